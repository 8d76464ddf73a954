"""The paper's tables as files: tab-separated for machines, LaTeX (booktabs) for papers."""

from pathlib import Path

import pandas as pd

from facemotion.files import write_table, write_text


def save_table(table: pd.DataFrame, tsv: str | Path, tex: str | Path, caption: str) -> None:
    """Write a table in both forms; in LaTeX, shares have three digits and column names no _."""
    write_table(table, tsv)
    words = table.rename(columns=lambda name: name.replace("_", " "))
    text = words.map(_escape).to_latex(
        index=False, na_rep="", float_format="%.3f", caption=_escape(caption), escape=False
    )
    write_text(text, tex)


def _escape(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    for letter in "&%$#_{}":
        cell = cell.replace(letter, f"\\{letter}")
    return cell

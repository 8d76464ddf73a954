"""The paper's tables as files: tab-separated for machines, LaTeX (booktabs) for papers."""

from pathlib import Path

import pandas as pd

from facemotion.files.atomic import write_text
from facemotion.files.tsv import write_table


def save_table(table: pd.DataFrame, tsv: str | Path, tex: str | Path, caption: str) -> None:
    """Write a table as TSV and LaTeX; in LaTeX, an interval is in its value's cell."""
    write_table(table, tsv)
    words = _join_intervals(table).rename(columns=lambda name: name.replace("_", " "))
    text = words.map(_escape).to_latex(
        index=False, na_rep="", float_format="%.3f", caption=_escape(caption), escape=False
    )
    write_text(text, tex)


def _join_intervals(table: pd.DataFrame) -> pd.DataFrame:
    """Make one column of a value, its `_low` and its `_high`: 0.99 (0.97–1.00)."""
    joined = {}
    for name in table:
        if f"{name}_low" in table:
            columns = table[[name, f"{name}_low", f"{name}_high"]].itertuples(index=False)
            joined[name] = [_with_interval(*numbers) for numbers in columns]
        elif name.removesuffix("_low").removesuffix("_high") not in joined:
            joined[name] = table[name]
    return pd.DataFrame(joined)


def _with_interval(value: float, low: float, high: float) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.2f}" if pd.isna(low) else f"{value:.2f} ({low:.2f}--{high:.2f})"


def _escape(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    for letter in "&%$#_{}":
        cell = cell.replace(letter, f"\\{letter}")
    return cell

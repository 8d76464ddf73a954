"""What the tables of documents are made of: kept results, and cells."""

import json
from pathlib import Path

import pandas as pd

KEPT = Path(__file__).resolve().parent / "results"


def read_table(name: str) -> pd.DataFrame:
    """Read a kept table."""
    return pd.read_csv(KEPT / name, sep="\t")


def read_json(name: str) -> dict:
    """Read a kept result."""
    return json.loads((KEPT / name).read_text(encoding="utf-8"))


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Give a Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def rate(score: dict) -> str:
    """Give an accuracy with its interval and counts, as 93.3% (85.8–99.3; 140/150)."""
    low, high = score["accuracy_interval"]
    counts = f"{score['correct']}/{score['clips']}"
    return f"{score['accuracy']:.1%} ({100 * low:.1f}–{100 * high:.1f}; {counts})"


def f1(score: dict) -> str:
    """Give F1 with its interval."""
    low, high = score["f1_interval"]
    return f"{score['f1']:.3f} ({low:.3f}–{high:.3f})"

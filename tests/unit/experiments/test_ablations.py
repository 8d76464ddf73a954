"""The table of ablations is what was measured, with a row per variant."""

from ablations import DOCUMENT, TABLE, VARIANTS, with_table
from facemotion.files.tsv import read_cells


def test_the_document_has_what_was_measured():
    text, table = DOCUMENT.read_text("utf-8"), read_cells(TABLE)
    assert with_table(text, table) == text, "run experiments/ablations.py"
    assert [*zip(table["changed"], table["to"], strict=True)] == [*VARIANTS]


def test_a_variant_s_row_has_counts_accuracy_and_interval():
    row = read_cells(TABLE).iloc[0]
    assert (
        f"{100 * int(row['all_classes_correct']) / int(row['all_classes_clips']):.1f}"
        == row["all_classes"]
    )
    line = next(x for x in DOCUMENT.read_text("utf-8").splitlines() if x.startswith("| as conf"))
    assert f"{row['all_classes']}% ({row['all_classes_low']}–{row['all_classes_high']};" in line

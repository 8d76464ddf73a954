"""Tables as people and their programs write them."""

import pytest
from openpyxl import Workbook

from facemotion.errors import InputError
from facemotion.files.user_table import read_lines, read_table

ROWS = [["clip", "path", "emotion"], ["a", "José, 1.mp4", "happy"], ["b", "frames/b", ""]]


def cells_of(path):
    return [cells + [""] * (3 - len(cells)) for _, cells in read_lines(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be",
                                      "cp1252"])  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", ["\t", ";"])
@pytest.mark.oddity(
    "tabs or semicolons; UTF-8, UTF-16, cp1252; Windows line endings; blank lines, comments",
    "read, in sample sheets, label tables of SAMM, landmark tables and action-unit timing tables",
)
def test_encodings_line_ends_and_separators(tmp_path, encoding, end, separator):
    lines = ["# my clips", *(separator.join(row) for row in ROWS), "", separator * 2]
    (tmp_path / "t.tsv").write_bytes(end.join(lines).encode(encoding))
    assert cells_of(tmp_path / "t.tsv") == ROWS


@pytest.mark.oddity(
    "commas and quotes",
    "read",
)
def test_commas_and_quotes(tmp_path):
    text = 'clip,path,emotion\n"a","José, 1.mp4",happy\nb,frames/b,\n'
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    assert cells_of(tmp_path / "t.csv") == ROWS


@pytest.mark.oddity("spaces instead of tabs, as when copied from a web page", "read")
def test_a_table_copied_from_a_page(tmp_path):
    text = "clip      path          emotion\n a        José, 1.mp4   happy\nb  frames/b\n"
    (tmp_path / "t.tsv").write_text(text, encoding="utf-8")
    assert cells_of(tmp_path / "t.tsv") == ROWS


@pytest.mark.oddity("`.xlsx`", "the first sheet is read")
def test_a_workbook(tmp_path):
    book = Workbook()
    for row in [*ROWS, ["c", 5.0, None]]:
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    assert cells_of(tmp_path / "t.xlsx") == [*ROWS, ["c", "5", ""]]


@pytest.mark.oddity("merged cells in a workbook", "the value applies to every cell that they cover")
def test_a_merged_cell_counts_for_all_that_it_covers(tmp_path):
    book = Workbook()
    for row in [*ROWS, ["c", "x", None]]:
        book.active.append(row)
    book.active.merge_cells("C3:C4")
    book.active["C3"] = "sad"
    book.save(tmp_path / "t.xlsx")
    assert [row[2] for row in cells_of(tmp_path / "t.xlsx")] == ["emotion", "happy", "sad", "sad"]


@pytest.mark.oddity("a formula without a stored value", "one-sentence error with the cell")
def test_a_formula_without_its_value_is_told(tmp_path):
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active["C2"] = '=IF(1,"happy","sad")'
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(ValueError, match="cell C2 holds a formula without its value"):
        list(read_lines(tmp_path / "t.xlsx"))


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#NAME?", "#DIV/0!"])
@pytest.mark.oddity(
    "a failed formula, such as `#N/A`",
    "not mistaken for a comment; reported as it is",
)
def test_a_failed_formula_is_no_remark(tmp_path, cell):
    (tmp_path / "t.tsv").write_text(f"clip\tpath\n{cell}\tx\n#a remark\n# b\ty\n")
    assert [cells for _, cells in read_lines(tmp_path / "t.tsv")] == [["clip", "path"], [cell, "x"]]


@pytest.mark.oddity("Excel's first line `sep=;`", "respected")
def test_the_hint_at_the_separator_is_no_row(tmp_path):
    (tmp_path / "t.csv").write_text("sep=;\nclip;path\na;b,c\n")
    assert [*read_lines(tmp_path / "t.csv")] == [(2, ["clip", "path"]), (3, ["a", "b,c"])]


def test_line_numbers_count_lines_that_hold_nothing(tmp_path):
    (tmp_path / "t.tsv").write_text('\nclip\tpath\n# no\n\na\t"b\nc\td\n')
    assert [number for number, _ in read_lines(tmp_path / "t.tsv")] == [2, 5, 6]


@pytest.mark.parametrize("name", ["t.tsv", "t.xlsx"])
@pytest.mark.parametrize("content", [b"\x50\x4b\x03\x04\0\0\xff\xfe", b"\x89PNG\0\x01\x02\x81"])
def test_what_is_no_table(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match="expected a table"):
        list(read_lines(tmp_path / name))


def test_a_workbook_with_a_damaged_part_is_refused(tmp_path):
    Workbook().save(tmp_path / "a.xlsx")
    content = bytearray((tmp_path / "a.xlsx").read_bytes())
    content[200:260] = bytes(60)  # within the first part that is compressed
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(InputError, match="found no readable workbook"):
        read_table(tmp_path / "a.xlsx")

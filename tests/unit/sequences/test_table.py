import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facemotion.errors import InputError
from facemotion.files.tsv import write_table
from facemotion.sequences.table import (
    COLUMNS,
    format_aus,
    format_ranges,
    frame_path,
    make_table,
    parse_aus,
    parse_ranges,
    read_sequences,
)

CKPLUS = {
    "sequence_id": "S005_001",
    "subject": "S005",
    "emotion": "disgust",
    "n_frames": 11,
    "frame_pattern": "cohn-kanade-images/S005/001/S005_001_{frame:08d}.png",
    "frame_numbers": "1-11",
    "onset": 1,
    "apex": 11,
    "aus": "9=5 17=9",
    "status": "ok",
}
SAMM = {
    "sequence_id": "006_1_2",
    "subject": "006",
    "label_source": "SAMM_LongVideos_V3_Release.xlsx, row 12",
    "n_frames": 60,
    "frame_pattern": "SAMM_longvideos/006_1/006_1_{frame:04d}.jpg",
    "frame_numbers": "9981-10040",
    "onset": 9981,
    "apex": 10000,
    "offset": 10040,
    "status": "unlabelled",
    "reason": "no emotion column",
}


def test_ranges_by_hand():
    assert format_ranges([11, 1, 2, 3, 12, 3, 5]) == "1-3,5,11-12"
    assert parse_ranges("1-3,5,11-12") == [1, 2, 3, 5, 11, 12]
    assert format_ranges([]) == ""
    assert parse_ranges("") == []


@given(st.sets(st.integers(0, 30_000)))
def test_ranges_round_trip(numbers):
    assert parse_ranges(format_ranges(numbers)) == sorted(numbers)


@given(st.sets(st.integers(0, 60), min_size=1))
def test_ranges_are_as_short_as_can_be(numbers):
    runs = sum(number - 1 not in numbers for number in numbers)
    assert len(format_ranges(numbers).split(",")) == runs


@pytest.mark.parametrize("text", ["1-", "a", "3-1", "5,4", "1-3,3", "1, 2", "1.0", "-1", "1,,2"])
def test_what_is_no_ranges_is_refused(text):
    with pytest.raises(InputError, match="expected rising ranges"):
        parse_ranges(text)


@given(st.text(alphabet="0123456789-, ", max_size=7))
def test_a_text_is_ranges_or_an_input_error(text):
    try:
        numbers = parse_ranges(text)
    except InputError:
        return
    assert numbers == sorted(set(numbers))


def test_action_units_by_hand():
    assert format_aus({25: 3, 1: 2, 2: 9}) == "1=2 2=9 25=3"
    assert parse_aus("1=2 2=9 25=3") == {1: 2, 2: 9, 25: 3}
    assert parse_aus("") == {}


@given(st.dictionaries(st.integers(1, 99), st.sampled_from([1, 2, 3, 4, 5, 9])))
def test_action_units_round_trip(aus):
    assert parse_aus(format_aus(aus)) == aus


@pytest.mark.parametrize("text", ["12", "12=0", "12=6", "12=3 12=4", "R12=3", "12=3,15=2", "1=10"])
def test_what_is_no_action_units_is_refused(text):
    with pytest.raises(InputError, match="action units"):
        parse_aus(text)


def test_the_paths_of_frames():
    assert frame_path(CKPLUS, 7) == "cohn-kanade-images/S005/001/S005_001_00000007.png"
    assert frame_path(SAMM, 812) == "SAMM_longvideos/006_1/006_1_0812.jpg"
    assert frame_path(SAMM, 10_000) == "SAMM_longvideos/006_1/006_1_10000.jpg"


def test_a_table_is_sorted_complete_and_the_same_after_writing(tmp_path):
    table = make_table([CKPLUS, SAMM])
    assert table.columns.tolist() == COLUMNS
    assert table["sequence_id"].tolist() == ["006_1_2", "S005_001"]
    assert table.loc[1, "label_source"] == ""
    assert table["offset"].isna().tolist() == [False, True]
    write_table(table, tmp_path / "t.tsv")
    again = read_sequences(tmp_path / "t.tsv")
    assert again.equals(table)
    assert again.dtypes.equals(table.dtypes)
    assert "\t".join(COLUMNS) == (tmp_path / "t.tsv").read_text().splitlines()[0]


def test_a_table_without_rows_can_be_read_again(tmp_path):
    write_table(make_table([]), tmp_path / "t.tsv")
    assert read_sequences(tmp_path / "t.tsv").dtypes.equals(make_table([CKPLUS]).dtypes)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([CKPLUS, CKPLUS], "S005_001 is in two rows"),
        ([CKPLUS | {"status": "fine"}], "column status: found 'fine', expected one of ok, "),
        ([CKPLUS | {"emotion": "angry"}], "column emotion: found 'angry'.*contempt"),
    ],
)
def test_rows_that_break_the_contract_are_refused(rows, words):
    with pytest.raises(InputError, match=words):
        make_table(rows)


@pytest.mark.oddity(
    "frame numbers above 2,147,483,647, such as milliseconds since 1970", "`unreadable`"
)
def test_numbers_that_no_array_can_hold_make_a_row_unreadable():
    row = {"sequence_id": "a", "status": "ok", "onset": 1, "apex": 2**31}
    table = make_table([row | {"frame_numbers": f"1-{2**31}", "n_frames": 2**31}])
    assert table["status"].tolist() == ["unreadable"]
    assert table["reason"][0].startswith("frame number 2147483648 is too large, expected 21474836")
    assert pd.isna(table["apex"][0])
    with pytest.raises(InputError, match="frame numbers: found '1-2147483648', expected rising"):
        parse_ranges(f"1-{2**31}")
    most = make_table([row | {"frame_numbers": f"1,{2**31 - 1}", "apex": 2**31 - 1}])
    assert most["status"].tolist() == ["ok"]


@pytest.mark.oddity("names with tabs, line breaks or bytes that are not UTF-8", "`unreadable`")
@pytest.mark.parametrize(
    ("name", "shown"), [("a\tb", "a\\x09b"), ("a\nb", "a\\x0ab"), ("a\udcffb", "a\\xdcffb")]
)
def test_names_that_no_table_can_hold_make_a_row_unreadable(tmp_path, name, shown):
    row = {"sequence_id": "x", "status": "ok", "frame_pattern": name, "reason": f"of {name}"}
    write_table(make_table([row]), tmp_path / "t.tsv")
    again = read_sequences(tmp_path / "t.tsv").iloc[0]
    assert (again["status"], again["frame_pattern"]) == ("unreadable", shown)
    assert (
        again["reason"]
        == f"{shown} contains a character that tables cannot hold; rename it; of {shown}"
    )


def test_a_column_the_table_does_not_have_is_an_error_of_the_reader():
    with pytest.raises(KeyError, match="framerate"):
        make_table([CKPLUS | {"framerate": 200}])


@pytest.mark.parametrize(("column", "cell"), [("n_frames", ""), ("apex", "7.5"), ("onset", "x")])
def test_an_edited_table_is_refused_with_file_row_and_column(tmp_path, column, cell):
    table = make_table([CKPLUS]).astype(object)
    table[column] = cell
    write_table(table, tmp_path / "t.tsv")
    with pytest.raises(InputError, match=rf"t\.tsv, line 2, column {column}: found"):
        read_sequences(tmp_path / "t.tsv")


def test_the_file_is_named_when_its_content_breaks_the_contract(tmp_path):
    table = make_table([CKPLUS])
    table["status"] = "fine"
    write_table(table, tmp_path / "t.tsv")
    with pytest.raises(InputError, match=r"t\.tsv: found row S005_001, column status"):
        read_sequences(tmp_path / "t.tsv")

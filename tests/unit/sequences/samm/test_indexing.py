import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

import facemotion
import index_sequences as script
from builders import make_samm, write
from facemotion.errors import InputError
from facemotion.sequences.filtering import count_flow, format_flow
from facemotion.sequences.samm.fingerprint import samm_fingerprint
from facemotion.sequences.samm.indexing import index_samm
from facemotion.sequences.table import frame_path, parse_ranges, read_sequences

SETTINGS = {
    "label_order": ["emotion_column", "label_table", "action_units"],
    "label_table": None,
}
WORKBOOK = "SAMM_LongVideos_V3_Release.xlsx"
FOLDER = "SAMM_longvideos/006_1"


def index(root, **settings):
    return index_samm(root, SETTINGS | settings).set_index("sequence_id")


def only(tmp_path, cells=None, **tree):
    """The one row of a workbook with the `cells` given."""
    root = make_samm(tmp_path / "samm", [cells or {}], **tree)
    (row,) = index_samm(root, SETTINGS).to_dict("records")
    return row


def edit(root, change):
    """Edit the workbook's sheet in place."""
    book = openpyxl.load_workbook(root / WORKBOOK)
    change(book)
    book.save(root / WORKBOOK)


def test_a_plain_expression(tmp_path):
    row = only(tmp_path)
    assert len(row.pop("fingerprint")) == 16
    assert row == {
        "sequence_id": "006_1_2",
        "subject": "006",
        "emotion": "happy",
        "label_source": "action units 6+12",
        "n_frames": 31,
        "frame_pattern": f"{FOLDER}/006_1_{{frame:04d}}.jpg",
        "frame_numbers": "10-40",
        "face": "",
        "before_onset": "1-9",
        "onset": 10,
        "apex": 20,
        "offset": 40,
        "aus": "6=9 12=9",
        "status": "ok",
        "reason": "",
    }


def test_a_workbook_like_the_original_in_numbers(tmp_path):
    rows = [
        {"Filename": f"{6 + k // 20:03d}_1_{k % 20}", "Onset": 1 + k % 20, "Apex": 30}
        for k in range(343)
    ]
    for k in range(159):
        name, kind = f"{6 + k // 20:03d}_2_{k % 20}", f"Micro - {1 + k % 2}"
        rows.append({"Filename": name, "Onset": 1 + k % 20, "Type": kind})
    root = make_samm(tmp_path / "samm", rows)
    table = index_samm(root, SETTINGS)
    assert table["status"].value_counts().to_dict() == {"ok": 343, "not_macro": 159}
    filters = {"min_frames": 10, "emotions": ["happy"], "keep_unlabelled": False}
    flow = count_flow(table, filters)
    assert [step["n"] for step in flow["steps"]] == [502, 343, 343, 343]
    assert format_flow(flow).endswith("not used: 159 not_macro")


# Rows


@pytest.mark.parametrize("kind", ["Micro - 1/2", "Micro", "micro - 1", None])
@pytest.mark.oddity("micro-expressions", "`not_macro`")
def test_what_is_not_macro_is_a_row_that_says_so(tmp_path, kind):
    row = only(tmp_path, {"Type": kind})
    assert row["status"] == "not_macro"
    assert row["reason"] == f"type {kind or 'empty'}, expected Macro"
    assert (row["n_frames"], row["emotion"]) == (31, "happy")


@pytest.mark.parametrize("kind", ["macro", " MACRO ", "Macro\xa0"])
def test_spellings_of_macro(tmp_path, kind):
    assert only(tmp_path, {"Type": kind})["status"] == "ok"


@pytest.mark.parametrize("subject", [6, 6.0, "6", "006", "006 ", None])
@pytest.mark.oddity('a subject written as 6, 6.0 or "006"', "`006`")
def test_the_subject_has_three_digits(tmp_path, subject):
    row = only(tmp_path, {"Subject": subject})
    assert (row["subject"], row["reason"]) == ("006", "")


def test_the_filename_decides_on_the_subject(tmp_path):
    row = only(tmp_path, {"Subject": 7})
    assert (row["subject"], row["status"]) == ("006", "ok")
    assert row["reason"] == "Subject is 7, but 006 in the Filename, which is used"


def test_a_filename_with_blanks_or_few_digits(tmp_path):
    row = only(tmp_path, {"Filename": " 6_1_2\xa0", "Subject": 6}, videos={"006_1": 60})
    assert (row["sequence_id"], row["subject"], row["status"]) == ("006_1_2", "006", "ok")


def test_a_filename_that_is_none_is_a_row_that_says_so(tmp_path):
    root = make_samm(tmp_path / "samm", [{}, {"Filename": "to do", "Onset": 3}])
    row = index(root).loc["row_12"]
    assert (row["status"], row["n_frames"], row["subject"]) == ("unreadable", 0, "")
    assert row["reason"] == "found Filename to do in row 12, expected one such as 006_1_2"


@pytest.mark.oddity("blank rows, and remarks below the table", "ignored")
def test_blank_rows_and_remarks_are_no_rows(tmp_path, caplog):
    root = make_samm(tmp_path / "samm", [{}, {"Filename": "006_1_3", "Onset": 15}])

    def change(book):
        sheet = book.active
        sheet.insert_rows(12)
        sheet["A16"] = "* 343 macro, 159 micro"
        sheet["B17"] = "coded by three coders"
        sheet["J18"] = "a note"

    edit(root, change)
    with caplog.at_level(logging.INFO):
        assert index(root).index.tolist() == ["006_1_2", "006_1_3"]
    assert "2 rows with remarks skipped" in caplog.messages


@pytest.mark.oddity("two rows with the same Filename", "given distinct names, with a note")
def test_a_filename_that_stands_twice_gives_two_rows(tmp_path):
    root = make_samm(tmp_path / "samm", [{}, {"Onset": 15}, {"Onset": 16, "Type": "Micro - 1"}])
    table = index(root)
    assert table["status"].to_dict() == {
        "006_1_2": "ok",
        "006_1_2-2": "ok",
        "006_1_2-3": "not_macro",
    }
    assert table["onset"].tolist() == [10, 15, 16]
    note = "Filename 006_1_2 is in several rows, this is row 12"
    assert table.loc["006_1_2-2", "reason"] == note


def pair(tmp_path, first, second):
    """The statuses of two rows, and the reason of the second."""
    root = make_samm(tmp_path / "samm", [first, {"Filename": "006_1_9"} | second])
    table = index_samm(root, SETTINGS)
    return [*table["status"], table["reason"][1]]


@pytest.mark.parametrize("name", ["006_1_2", "006_1_9", "6_1_9"])
@pytest.mark.oddity("two rows with the same frames", "`repeated`")
def test_the_same_frames_again_are_not_used_twice(tmp_path, name):
    root = make_samm(tmp_path / "samm", [{}, {"Filename": name}], videos={"006_1": 60})
    first, second = index(root).to_dict("records")
    assert (first["status"], second["status"]) == ("ok", "repeated")
    assert second["reason"] == "row 12 repeats the onset and apex of row 11 (006_1_2)"


@pytest.mark.parametrize(
    ("first", "second", "note"),
    [
        ({"Onset": 0}, {"Onset": 1}, ""),
        ({"Onset": 1}, {"Onset": 0}, "; onset 0 read as frame 1"),
        ({"Apex": 20}, {"Apex": 20.5}, "; apex 20.5 read as frame 20"),
        ({"Offset": 0}, {"Offset": None}, "; offset unknown, frames end at the apex"),
        ({"Offset": None}, {"Offset": 40}, ""),
        ({"Offset": 39}, {"Offset": 40}, ""),
    ],
)
def test_the_same_frames_in_other_words_are_repeated(tmp_path, first, second, note):
    said = "row 12 repeats the onset and apex of row 11 (006_1_2)"
    assert pair(tmp_path, first, second) == ["ok", "repeated", said + note]


@pytest.mark.parametrize("cells", [{"Onset": 11}, {"Apex": 21}, {"Filename": "006_2_1"}])
def test_another_onset_apex_or_video_is_not_repeated(tmp_path, cells):
    assert pair(tmp_path, {}, cells) == ["ok", "ok", ""]


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"Action Units": None}, "unlabelled"),
        ({"Emotion": "glee"}, "unreadable"),
        ({"Type": "Micro - 1"}, "not_macro"),
    ],
)
def test_a_row_that_is_not_used_leaves_its_frames_to_a_later_one(tmp_path, cells, status):
    root = make_samm(tmp_path / "samm", [cells, {"Filename": "006_1_8"}, {"Filename": "006_1_9"}])
    table = index(root, label_order=["emotion_column", "action_units"])
    assert table["status"].tolist() == [status, "ok", "repeated"]
    assert table["reason"].iloc[2] == "row 13 repeats the onset and apex of row 12 (006_1_8)"


def test_a_repeated_row_without_an_emotion_says_both(tmp_path):
    assert pair(tmp_path, {}, {"Action Units": None})[1:] == [
        "repeated",
        "row 12 repeats the onset and apex of row 11 (006_1_2); no emotion: no emotion column, no "
        "label table, no action units",
    ]


def test_a_repeated_row_names_another_emotion(tmp_path):
    assert pair(tmp_path, {}, {"Emotion": "Fear"}) == [
        "ok",
        "repeated",
        "row 12 repeats the onset and apex of row 11 (006_1_2), but they disagree on the emotion: "
        "fear here, happy there",
    ]


def test_labels_are_counted_by_their_kind_of_source(tmp_path, caplog):
    table = write(tmp_path / "my labels.tsv", "sequence_id\temotion\n006_1_4\tfear\n")
    rows = [
        {"Onset": 11},
        {"Onset": 12, "Filename": "006_1_3", "Action Units": "12"},
        {"Onset": 13, "Filename": "006_1_4"},
        {"Onset": 14, "Filename": "006_1_5", "Emotion": "Sadness"},
    ]
    root = make_samm(tmp_path / "samm", rows)
    with caplog.at_level(logging.INFO):
        index(root, label_table=str(table))
    assert caplog.messages[-3:] == [
        "2 labelled by action units",
        "1 labelled by emotion column",
        "1 labelled by label table",
    ]


# Frame numbers


@pytest.mark.oddity("Onset 0", "frame 1, with a note")
def test_onset_0_is_frame_1(tmp_path):
    row = only(tmp_path, {"Onset": 0})
    assert (row["onset"], row["frame_numbers"], row["status"]) == (1, "1-40", "ok")
    assert row["reason"] == "onset 0 read as frame 1"


@pytest.mark.parametrize("offset", [0, None, "0", 0.0])
@pytest.mark.oddity("Offset 0 (version 2)", "offset unknown, with a note")
def test_an_unknown_offset(tmp_path, offset):
    row = only(tmp_path, {"Offset": offset}, version=2)
    assert pd.isna(row["offset"])
    assert (row["frame_numbers"], row["n_frames"], row["status"]) == ("10-20", 11, "ok")
    assert row["reason"] == "offset unknown, frames end at the apex"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"Apex": -1}, "onset 10, apex -1, offset 40: expected 1 ≤ onset ≤ apex ≤ offset"),
        ({"Apex": "−1"}, "apex −1"),
        ({"Apex": 9}, "onset 10, apex 9, offset 40: expected 1 ≤ onset ≤ apex ≤ offset"),
        ({"Apex": 41}, "onset 10, apex 41, offset 40: expected 1 ≤ onset ≤ apex ≤ offset"),
        ({"Onset": 50}, "onset 50, apex 20"),
        ({"Onset": -3}, "onset -3"),
        ({"Offset": -1}, "offset -1"),
        ({"Apex": 9.5}, "onset 10, apex 9.5, offset 40: expected 1 ≤ onset ≤ apex ≤ offset"),
        ({"Apex": "1e3"}, "apex 1e3, offset 40: expected numbers"),
        ({"Apex": "20-25"}, "apex 20-25, offset 40: expected numbers"),
        ({"Apex": "?"}, "onset 10, apex ?, offset 40: expected numbers"),
        ({"Apex": None}, "onset 10, apex empty, offset 40: expected numbers"),
        ({"Onset": None}, "onset empty, apex 20"),
        ({"Onset": 61, "Apex": 70, "Offset": 90}, "the last image of the video is 60"),
        ({"Apex": 61, "Offset": 90}, "apex 61, offset 90: the last image of the video is 60"),
        ({"Apex": 61, "Offset": 0}, "apex 61, offset 0: the last image of the video is 60"),
    ],
)
@pytest.mark.oddity(
    "Apex −1, or outside onset–offset; onset or apex past the last image",
    "`impossible_frames`",
)
def test_impossible_frames(tmp_path, cells, words):
    row = only(tmp_path, cells)
    assert row["status"] == "impossible_frames"
    assert words in row["reason"]
    assert (row["n_frames"], row["frame_numbers"], row["emotion"]) == (0, "", "happy")
    assert pd.isna([row["onset"], row["apex"], row["offset"]]).all()


def test_onset_apex_and_offset_may_be_one_frame(tmp_path):
    row = only(tmp_path, {"Onset": 60, "Apex": 60, "Offset": 60})
    assert (row["frame_numbers"], row["status"], row["reason"]) == ("60", "ok", "")


@pytest.mark.oddity("Offset past the last image", "truncated, with a note")
def test_an_offset_past_the_last_image_is_cut(tmp_path):
    row = only(tmp_path, {"Offset": 75})
    assert (row["offset"], row["frame_numbers"], row["status"]) == (60, "10-60", "ok")
    assert row["reason"] == "offset 75 cut to the last image, 60"


@pytest.mark.parametrize(
    "cells",
    [
        {"Onset": 10.0, "Apex": 20.0, "Offset": 40.0},
        {"Onset": "10", "Apex": "20.0", "Offset": " 40\xa0"},
    ],
)
@pytest.mark.oddity(
    'frame numbers 12.0 or "12"',
    "12",
)
def test_numbers_as_floats_or_text(tmp_path, cells):
    row = only(tmp_path, cells)
    assert (row["onset"], row["apex"], row["offset"]) == (10, 20, 40)
    assert (row["frame_numbers"], row["reason"]) == ("10-40", "")


@pytest.mark.oddity("frame number 12.5", "rounded down, with a note")
def test_a_number_between_two_frames_is_the_earlier(tmp_path):
    row = only(tmp_path, {"Onset": 10.25, "Apex": 20.5, "Offset": "40.5"})
    assert (row["onset"], row["apex"], row["offset"]) == (10, 20, 40)
    assert (row["status"], row["frame_numbers"]) == ("ok", "10-40")
    assert row["reason"] == (
        "onset 10.25 read as frame 10; apex 20.5 read as frame 20; offset 40.5 read as frame 40"
    )


# Images


@pytest.mark.oddity("images missing between onset and offset", "skipped, with a note")
def test_frames_without_an_image_are_left_out(tmp_path):
    numbers = [n for n in range(1, 61) if n not in (12, 13, 50)]
    row = only(tmp_path, videos={"006_1": numbers})
    assert (row["frame_numbers"], row["n_frames"], row["status"]) == ("10-11,14-40", 29, "ok")
    assert len(parse_ranges(row["frame_numbers"])) == row["n_frames"]
    assert row["reason"] == "2 of 31 frames have no image"


def test_an_apex_without_an_image_is_told(tmp_path):
    row = only(tmp_path, videos={"006_1": [n for n in range(1, 61) if n != 20]})
    assert (row["apex"], row["status"]) == (20, "ok")
    assert row["reason"] == "1 of 31 frames have no image, including the apex"


def test_up_to_a_hundred_frames_before_the_onset_are_kept(tmp_path):
    numbers = [n for n in range(1, 201) if n != 120]
    cells = {"Onset": 150, "Apex": 160, "Offset": 170}
    row = only(tmp_path, cells, videos={"006_1": numbers})
    assert (row["before_onset"], row["frame_numbers"]) == ("50-119,121-149", "150-170")


def test_no_image_between_onset_and_offset(tmp_path):
    row = only(tmp_path, videos={"006_1": [1, 2, 3, 60]})
    assert (row["status"], row["n_frames"]) == ("unreadable", 0)
    assert row["reason"].startswith(f"no image of frames 10 to 40, expected {FOLDER}/006_1_")


@pytest.mark.oddity("4 and 5 digits in file names", "sorted numerically")
def test_five_digits_are_sorted_by_number(tmp_path):
    cells = {"Onset": 9990, "Apex": 9999, "Offset": 10003}
    row = only(tmp_path, cells, videos={"006_1": [1, *range(9980, 10006)]})
    assert row["frame_numbers"] == "9990-10003"
    assert frame_path(row, 9999) == f"{FOLDER}/006_1_9999.jpg"
    assert frame_path(row, 10003) == f"{FOLDER}/006_1_10003.jpg"
    for number in (9999, 10003):
        assert (tmp_path / "samm" / frame_path(row, number)).is_file()


@pytest.mark.parametrize("folder", ["SAMM_LongVideos", "samm_longvideos", "SAMM_longvideos/" * 2])
def test_the_folder_of_the_frames_in_any_case_or_nested(tmp_path, folder):
    row = only(tmp_path, frames_folder=folder)
    assert (row["status"], row["n_frames"]) == ("ok", 31)
    assert row["frame_pattern"] == f"{folder.rstrip('/')}/006_1/006_1_{{frame:04d}}.jpg"
    assert (tmp_path / "samm" / frame_path(row, 10)).is_file()


def test_the_root_may_hold_the_video_folders(tmp_path):
    assert only(tmp_path, frames_folder=".")["frame_pattern"] == "006_1/006_1_{frame:04d}.jpg"


def test_litter_and_other_videos_do_not_count(tmp_path):
    root = make_samm(tmp_path / "samm", [{}])
    before = index(root)
    for name in (".DS_Store", f"{FOLDER}/._006_1_0061.jpg", f"{FOLDER}/notes.txt", "a.xlsx"):
        write(root / name)
    write(root / "SAMM_longvideos/999_1/999_1_0001.jpg")
    write(root / "~$SAMM_LongVideos_V3_Release.xlsx")
    assert index(root).equals(before)


@pytest.mark.parametrize("empty", [True, False])
def test_a_video_that_is_not_there_is_a_row_that_says_so(tmp_path, empty):
    videos = {"006_1": 60} | ({"007_1": 0} if empty else {})
    root = make_samm(tmp_path / "samm", [{}, {"Filename": "007_1_1"}], videos=videos)
    table = index(root)
    assert table["status"].tolist() == ["ok", "unreadable"]
    assert table["reason"].tolist() == ["", "no image in 007_1" if empty else "no folder 007_1"]
    assert table["apex"].tolist() == [20, 20]


# The workbook


@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize("header_row", [1, 4, 10])
@pytest.mark.oddity("a header in row 10 or any other row", "found by its column names")
def test_every_version_wherever_its_header_stands(tmp_path, version, header_row):
    row = only(tmp_path, version=version, header_row=header_row)
    assert (row["status"], row["frame_numbers"]) == ("ok", "10-40")


@pytest.mark.oddity("column titles in other spellings", "read")
def test_titles_in_other_spellings(tmp_path):
    titles = {
        "Subject": " SUBJECT ",
        "Filename": "File Name",
        "Onset": "Onset Frame",
        "Apex": "apex\nframe",
        "Offset": "Offset\xa0Frame",
        "Action Units": "action units",
    }
    row = only(tmp_path, titles=titles)
    assert (row["status"], row["frame_numbers"], row["aus"]) == ("ok", "10-40", "6=9 12=9")


@pytest.mark.oddity("workbooks in several versions", "the newest is read; the log says so")
def test_the_newest_of_several_workbooks_is_read(tmp_path, caplog):
    root = make_samm(tmp_path / "samm", [{"Onset": 11}], version=1)
    make_samm(root / "workbooks", [{"Onset": 13}], version=3, videos={})
    make_samm(root, [{"Onset": 12}], version=2, videos={})
    with caplog.at_level(logging.INFO):
        assert index(root)["onset"].tolist() == [13]
    assert caplog.messages[0] == (
        f"{root}: read workbooks/{WORKBOOK}; not read: SAMM_LongVideos_V2_Release.xlsx, "
        "SAMM_LongVideos_V1_Release.xlsx"
    )


def test_the_sheet_is_found_by_its_name_or_by_being_alone(tmp_path):
    root = make_samm(tmp_path / "samm", [{}])
    before = index(root)
    edit(root, lambda book: book.create_sheet("Notes", 0).append(["Onset"]))
    assert index(root).equals(before)
    edit(root, lambda book: book.remove(book["Notes"]))
    edit(root, lambda book: setattr(book.active, "title", "Sheet1"))
    assert index(root).equals(before)
    edit(root, lambda book: book.create_sheet("Notes"))
    with pytest.raises(InputError, match=r"sheets Sheet1, Notes, expected one named FACS_Movem"):
        index(root)


# What stops the run


def test_a_folder_that_is_not_there_or_empty(tmp_path):
    with pytest.raises(InputError, match=r"nowhere: found nothing, expected the folder of SAMM"):
        index(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"found a file, expected the folder of SAMM"):
        index(write(tmp_path / "file"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"empty: found no file, expected a workbook SAMM_Long"):
        index(tmp_path / "empty")


def test_no_workbook_or_no_frames(tmp_path):
    root = make_samm(tmp_path / "samm", [{}])
    (root / WORKBOOK).rename(tmp_path / WORKBOOK)
    with pytest.raises(InputError, match=r"found SAMM_longvideos, expected a workbook.*\.$"):
        index(root)
    (tmp_path / WORKBOOK).rename(root / WORKBOOK)
    shutil.rmtree(root / "SAMM_longvideos")
    with pytest.raises(InputError, match=r"found SAMM_LongV.*, expected SAMM_longvideos/ with one"):
        index(root)


def test_frames_of_other_videos_only(tmp_path):
    root = make_samm(tmp_path / "samm", [{}], videos={"020_6": 3})
    with pytest.raises(InputError, match=r"folders 020_6, but none listed in .* \(such as 006_1"):
        index(root)


@pytest.mark.parametrize("title", ["Subject", "Filename", "Onset", "Apex", "Type", "Action Units"])
def test_a_missing_column_is_named(tmp_path, title):
    root = make_samm(tmp_path / "samm", [{}], titles={title: ""})
    with pytest.raises(InputError, match=rf"xlsx: row 10 names the columns .*, but not {title}; "):
        index(root)


def test_no_header_no_rows_or_no_workbook_at_all(tmp_path):
    root = make_samm(tmp_path / "samm", [{}])
    edit(root, lambda book: book.active.delete_rows(11))
    with pytest.raises(InputError, match=r"xlsx: no row below the header in row 10"):
        index(root)
    edit(root, lambda book: book.active.delete_rows(10))
    with pytest.raises(InputError, match=r"xlsx: no row names the columns Subject, Filename, On"):
        index(root)
    write(root / WORKBOOK, "<html>please log in</html>")
    with pytest.raises(InputError, match=r"xlsx: cannot be read as an Excel workbook"):
        index(root)


# Fingerprints


def touch(path):
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))


def test_the_fingerprint_of_a_row_is_of_its_images_and_its_words(tmp_path):
    rows = [{}, {"Filename": "006_1_3", "Onset": 135, "Apex": 140, "Offset": 150}]
    root = make_samm(tmp_path / "samm", rows, videos={"006_1": 160})
    before = index(root)["fingerprint"]
    touch(root / FOLDER / "006_1_0155.jpg")
    touch(root / WORKBOOK)
    assert index(root)["fingerprint"].equals(before)
    touch(root / FOLDER / "006_1_0010.jpg")
    changed = index(root)["fingerprint"]
    assert (changed != before).tolist() == [True, False]
    touch(root / FOLDER / "006_1_0100.jpg")  # a still face before the second
    again = index(root)["fingerprint"]
    assert (again != changed).tolist() == [False, True]
    edit(root, lambda book: book.active.cell(12, 9, "4+7"))
    assert (index(root)["fingerprint"] != again).tolist() == [False, True]


def add(root):
    write(root / FOLDER / "006_1_0061.jpg")


def delete(root):
    (root / FOLDER / "006_1_0060.jpg").unlink()


def rename(root):
    (root / FOLDER / "006_1_0060.jpg").rename(root / FOLDER / "006_1_0070.jpg")


def add_video(root):
    (root / "SAMM_longvideos/007_1").mkdir()


def edit_workbook(root):
    edit(root, lambda book: book.active.cell(11, 5, 21))


def add_workbook(root):
    shutil.copy(root / WORKBOOK, root / "SAMM_LongVideos_V4_Release.xlsx")


@pytest.mark.parametrize(
    "change",
    [add, delete, rename, add_video, edit_workbook, add_workbook],
    ids=lambda f: f.__name__,
)
def test_the_fingerprint_of_the_tree_notices(tmp_path, change):
    root = make_samm(tmp_path / "samm", [{}])
    os.utime(root / FOLDER, ns=(10**18, 10**18))
    before = samm_fingerprint(root)
    assert samm_fingerprint(str(root)) == before
    change(root)
    assert samm_fingerprint(root) != before


def test_the_fingerprint_of_the_tree_does_not_notice_an_edit_in_place(tmp_path):
    root = make_samm(tmp_path / "samm", [{}])
    before = samm_fingerprint(root)
    (root / FOLDER / "006_1_0020.jpg").write_bytes(b"other pixels")
    assert samm_fingerprint(root) == before


def test_the_fingerprint_of_a_missing_root(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        samm_fingerprint(tmp_path / "nowhere")
    with pytest.raises(NotADirectoryError):
        samm_fingerprint(write(tmp_path / "file"))


def test_planning_a_run_does_not_load_pandas_or_openpyxl():
    check = (
        "import sys, facemotion.sequences.samm.fingerprint\n"
        "print({'pandas', 'openpyxl'} & {name.split('.')[0] for name in sys.modules})"
    )
    run = subprocess.run(
        [sys.executable, "-c", check],
        capture_output=True,
        text=True,
        cwd=Path(facemotion.__file__).parents[1],
        check=True,
    )
    assert run.stdout == "set()\n"


def test_only_the_images_of_expressions_are_asked_for_their_time(tmp_path, monkeypatch):
    root = make_samm(tmp_path / "samm", [{}], videos={"006_1": 60, "007_1": 5})
    asked = []
    stat = Path.stat

    def spy(path, **kwargs):
        asked.append(path.name)
        return stat(path, **kwargs)

    monkeypatch.setattr(Path, "stat", spy)
    index(root)
    assert [name for name in asked if name.endswith(".jpg")] == [
        f"006_1_{number:04d}.jpg" for number in range(1, 41)
    ]


# The script


def test_the_script_writes_the_table(tmp_path):
    root = make_samm(tmp_path / "samm", [{}, {"Offset": 0, "Onset": 11, "Type": "Micro - 1"}])
    out = tmp_path / "index.tsv"
    script.main(
        SimpleNamespace(
            input=SimpleNamespace(path=root),
            output=SimpleNamespace(table=out),
            params=SimpleNamespace(reader="samm", settings=SETTINGS),
        )
    )
    assert read_sequences(out).equals(index_samm(root, SETTINGS))

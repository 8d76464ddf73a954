import os
import shutil

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_ckplus, write
from facemotion.errors import InputError
from facemotion.files.tsv import write_table
from facemotion.sequences.ckplus.indexing import index_ckplus
from facemotion.sequences.ckplus.labels import EMOTION_CODES, parse_facs, parse_label
from facemotion.sequences.fingerprint import tree_fingerprint

IMAGES = "cohn-kanade-images/S005/001"
LABEL = "Emotion/S005/001/S005_001_00000011_emotion.txt"
FACS = "FACS/S005/001/S005_001_00000011_facs.txt"
ONE = {"id": "S005_001", "emotion": "disgust", "facs": {9: 5, 15: 0, 25: 3}, "landmarks": True}
TWO = {"id": "S010_002", "emotion": "happy", "frames": 14, "facs": {6: 3, 12: 4}}


@pytest.fixture
def tree(tmp_path):
    return make_ckplus(tmp_path / "ck", [ONE, TWO])


def first(tree):
    """The row of S005_001."""
    return index_ckplus(tree).set_index("sequence_id").loc["S005_001"]


def assert_as_without_oddity(row, reason=""):
    assert (row["status"], row["reason"]) == ("ok", reason)
    assert (row["emotion"], row["aus"], row["n_frames"]) == ("disgust", "9=5 15=9 25=3", 11)


@pytest.mark.oddity(
    "FACS intensity 0 (present, intensity not given)",
    "9 (present without intensity)",
)
def test_a_plain_sequence(tree):
    row = index_ckplus(tree).iloc[0].to_dict()
    assert len(row.pop("fingerprint")) == 16
    assert pd.isna(row.pop("offset"))
    assert row == {
        "sequence_id": "S005_001",
        "subject": "S005",
        "emotion": "disgust",
        "label_source": LABEL,
        "n_frames": 11,
        "frame_pattern": f"{IMAGES}/S005_001_{{frame:08d}}.png",
        "frame_numbers": "1-11",
        "face": "",
        "before_onset": "",
        "onset": 1,
        "apex": 11,
        "aus": "9=5 15=9 25=3",
        "status": "ok",
        "reason": "",
    }


@pytest.mark.parametrize("code", range(8))
def test_every_emotion_code(tree, code):
    write(tree / LABEL, f"   {code:.7e}\n")
    names = ("neutral", "anger", "contempt", "disgust", "fear", "happy", "sad", "surprise")
    assert first(tree)["emotion"] == names[code]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.oddity("labels and FACS files in UTF-16, or with decimal commas", "read")
def test_annotations_saved_anew(tree, encoding):
    plain = first(tree)
    for name in (LABEL, FACS):
        path = tree / name
        path.write_bytes(path.read_text().replace(".", ",").encode(encoding))
    saved = first(tree)
    assert plain["aus"]
    assert [saved[key] for key in ("emotion", "aus")] == [plain[key] for key in ("emotion", "aus")]


@pytest.mark.oddity("FACS intensities as letters, a to e", "1 to 5")
def test_facs_intensities_may_be_letters(tree):
    write(tree / FACS, "12 c\n25\tB\n6 0\n")
    assert first(tree)["aus"] == "6=9 12=3 25=2"


# Litter and folders


@pytest.mark.oddity("`.DS_Store`, `._*`, `__MACOSX`, stray files at any level", "ignored")
def test_litter_is_ignored(tree):
    before = index_ckplus(tree)
    for folder in (".", "cohn-kanade-images", "cohn-kanade-images/S005", IMAGES, "Emotion/S005"):
        write(tree / folder / ".DS_Store", "litter")
        write(tree / folder / "notes.txt", "beside the data")
    write(tree / IMAGES / "._S005_001_00000012.png", "litter")
    write(tree / "Emotion/S005/001/._S005_001_00000011_emotion.txt", "\0\0litter")
    write(tree / "cohn-kanade-images/__MACOSX/S005/._001")
    assert index_ckplus(tree).equals(before)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cohn-kanade-images", "extended-cohn-kanade-images/cohn-kanade-images"),
        ("cohn-kanade-images", "extended-cohn-kanade-images"),
        ("cohn-kanade-images", "Cohn-Kanade-Images"),
        ("Emotion", "Emotion_labels/Emotion"),
        ("Emotion", "Emotion_labels"),
        ("Emotion", "emotion"),
        ("Emotion", "Emotion labels"),
        ("Emotion", "Emotions"),
        ("FACS", "FACS-Labels"),
        ("cohn-kanade-images", "cohn_kanade_images"),
        ("FACS", "FACS_labels/FACS"),
        ("FACS", "facs"),
        ("Landmarks", "landmarks/Landmarks"),
    ],
)
@pytest.mark.oddity(
    "`Emotion_labels/Emotion/`, `FACS_labels/FACS/`, `extended-cohn-kanade-images/cohn-"
    "kanade-images/`",
    "found",
)
def test_folder_variants(tree, old, new):
    (tree / old).rename(tree / "aside")
    (tree / new).parent.mkdir(exist_ok=True)
    (tree / "aside").rename(tree / new)
    row = first(tree)
    assert_as_without_oddity(row)
    assert (tree / row["frame_pattern"].format(frame=11)).is_file()
    assert (tree / row["label_source"]).is_file()


@pytest.mark.parametrize("folders", ["Emotion", "FACS", "cohn-kanade-images"])
@pytest.mark.parametrize("kept", ["", "S005/"])
@pytest.mark.oddity(
    "labels, FACS files or images unpacked into one folder, or into subject folders only",
    "read; the file names identify the sequences",
)
def test_files_unpacked_without_their_folders(tree, folders, kept):
    plain = index_ckplus(tree)
    for file in sorted((tree / folders).rglob("S*.*")):
        subject = file.name[:4]
        (tree / folders / (kept and subject)).mkdir(exist_ok=True)
        file.rename(tree / folders / (kept and subject) / file.name)
    for folder in sorted((tree / folders).rglob("*"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    flat = index_ckplus(tree)
    columns = ["emotion", "aus", "status", "n_frames", "frame_numbers", "reason"]
    pd.testing.assert_frame_equal(flat[columns], plain[columns])


@pytest.mark.oddity(
    "label or FACS files whose names do not identify a sequence",
    "a warning that lists them",
)
def test_files_that_name_no_sequence_are_told(tree, caplog):
    write(tree / "FACS" / "happy_facs.txt", "")
    assert_as_without_oddity(first(tree))
    assert (
        "1 files not used, because their names do not identify a sequence: FACS/happy_facs.txt"
        in caplog.text
    )


@pytest.mark.oddity("file names in lower case", "found")
def test_names_in_lower_case(tree):
    for top in ("cohn-kanade-images", "Emotion", "FACS"):
        (tree / top / "S005").rename(tree / top / "s005")
    label = tree / "Emotion/s005/001/S005_001_00000011_emotion.txt"
    label.rename(label.with_name("s005_001_00000011_EMOTION.TXT"))
    row = first(tree)
    assert_as_without_oddity(row)
    assert row["subject"] == "S005"
    assert row["frame_pattern"].startswith("cohn-kanade-images/s005/001/S005_001_")


def test_a_linked_folder_is_followed(tree, tmp_path):
    (tree / "cohn-kanade-images").rename(tmp_path / "elsewhere")
    (tree / "cohn-kanade-images").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert_as_without_oddity(first(tree))


def test_a_folder_with_a_foreign_name_is_a_row_that_says_so(tree):
    shutil.copytree(tree / "cohn-kanade-images/S005", tree / "cohn-kanade-images/S005 copy")
    table = index_ckplus(tree)
    assert table["sequence_id"].tolist() == ["S005 COPY_001", "S005_001", "S010_002"]
    assert table["status"].tolist() == ["unreadable", "ok", "ok"]
    assert "expected one such as S005/001" in table.loc[0, "reason"]


# Images


@pytest.mark.parametrize("strays", [[], ["notes.txt"], ["face.png"], ["a.bmp"]])
@pytest.mark.oddity("a sequence folder without numbered images", "`unreadable`")
def test_a_folder_without_numbered_images_is_unreadable(tree, strays):
    shutil.rmtree(tree / IMAGES)
    (tree / IMAGES).mkdir()
    for name in strays:
        write(tree / IMAGES / name)
    row = first(tree)
    found = strays[0] if strays else "nothing"
    assert row["status"] == "unreadable"
    assert row["reason"].startswith(f"no image in {IMAGES}: found {found}, expected numbered png")
    assert (row["n_frames"], row["frame_pattern"], row["frame_numbers"]) == (0, "", "")
    assert row["emotion"] == "disgust"


def test_a_label_without_an_image_folder_is_a_row(tree):
    shutil.rmtree(tree / IMAGES)
    row = first(tree)
    assert (row["status"], row["reason"]) == ("unreadable", "no image folder, expected S005/001")


def test_an_empty_label_folder_without_an_image_folder_is_no_row(tree):
    (tree / "Emotion/S999/001").mkdir(parents=True)
    write(tree / "FACS/S999/001/S999_001_00000011_facs.txt")
    assert index_ckplus(tree)["subject"].tolist() == ["S005", "S010"]


@pytest.mark.oddity("gaps in frame numbers", "kept as ranges; `n_frames` counts images")
def test_gaps_in_frame_numbers(tree):
    (tree / IMAGES / "S005_001_00000001.png").unlink()
    (tree / IMAGES / "S005_001_00000005.png").unlink()
    row = first(tree)
    assert (row["n_frames"], row["frame_numbers"]) == (9, "2-4,6-11")
    assert (row["onset"], row["apex"], row["status"]) == (2, 11, "ok")


@pytest.mark.oddity("frame numbers without leading zeros", "sorted numerically")
def test_frames_are_sorted_by_number_not_by_name(tree):
    for k, path in enumerate(sorted((tree / IMAGES).iterdir()), start=1):
        path.rename(path.with_name(f"S005_001_{k}.png"))
    row = first(tree)
    assert (row["frame_numbers"], row["onset"], row["apex"]) == ("1-11", 1, 11)
    assert row["frame_pattern"] == f"{IMAGES}/S005_001_{{frame:01d}}.png"


@pytest.mark.parametrize("end", [".PNG", ".jpg", ".JPEG", ".tif", ".TIFF"])
@pytest.mark.oddity("png, jpg, tif", "read")
def test_image_formats(tree, end):
    for path in (tree / IMAGES).iterdir():
        path.rename(path.with_suffix(end))
    row = first(tree)
    assert_as_without_oddity(row)
    assert row["frame_pattern"].endswith(end)


@pytest.mark.parametrize(
    "stray", ["S005_001_00000011.jpg", "S010_001_00000001.png", "S005_001_12.png", "face.png"]
)
@pytest.mark.oddity(
    "images with several name patterns in one folder",
    "the largest group is used, with a note",
)
def test_the_largest_name_pattern_is_kept_and_the_others_are_noted(tree, stray):
    write(tree / IMAGES / stray)
    note = f"1 image with another folder or name pattern not used ({IMAGES}/{stray})"
    assert_as_without_oddity(first(tree), note)


def test_images_with_the_name_of_another_sequence_are_noted(tree):
    for path in (tree / IMAGES).iterdir():
        path.rename(path.with_name(path.name.replace("S005", "S006")))
    assert_as_without_oddity(first(tree), "images are named S006_001_…, expected S005_001_…")


@pytest.mark.oddity("a tree unpacked twice", "one row per sequence, with a note")
def test_a_tree_unpacked_twice_is_one_row_a_sequence(tree):
    for top in ("cohn-kanade-images", "Emotion", "FACS"):
        shutil.copytree(tree / top, tree / f"{top.lower()}2" / top)
    (tree / "cohn-kanade-images2").rename(tree / "extended-cohn-kanade-images")
    (tree / "emotion2").rename(tree / "Emotion_labels")
    (tree / "facs2").rename(tree / "FACS_labels")
    assert len(index_ckplus(tree)) == 2
    row = first(tree)
    assert_as_without_oddity(row, row["reason"])
    assert row["reason"].startswith("11 images with another folder or name pattern not used (")


# Labels


@pytest.mark.parametrize("folder", ["Emotion", "Emotion/S005", "Emotion/S005/001"])
@pytest.mark.oddity(
    "no label folder",
    "`unlabelled`",
)
def test_no_label(tree, folder):
    shutil.rmtree(tree / folder)
    row = first(tree)
    assert (row["status"], row["reason"]) == ("unlabelled", "no label folder")
    assert (row["emotion"], row["label_source"], row["n_frames"]) == ("", "", 11)


@pytest.mark.oddity(
    "an empty label folder",
    "`unlabelled`",
)
def test_an_empty_label_folder(tree):
    (tree / LABEL).unlink()
    row = first(tree)
    assert (row["status"], row["reason"]) == ("unlabelled", "no label file in Emotion/S005/001")


def test_a_label_file_with_a_foreign_name_is_told(tree):
    (tree / LABEL).rename(tree / "Emotion/S005/001/label.txt")
    row = first(tree)
    assert row["status"] == "unlabelled"
    assert row["reason"].endswith("found label.txt, expected S005_001_…_emotion.txt")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("   8.0000000e+00\n", "'8.0000000e+00'"),
        ("-1", "'-1'"),
        ("3.5", "'3.5'"),
        ("happy", "'happy'"),
        ("3 5", "'3 5'"),
        ("nan", "'nan'"),
        ("", "nothing"),
        ("x" * 99, f"'{'x' * 30}'…"),
    ],
)
@pytest.mark.oddity(
    "a label that is not a number from 0 to 7",
    "`unreadable`; the reason gives the file, and what was found and expected",
)
def test_a_label_that_cannot_be_read(tree, text, found):
    write(tree / LABEL, text)
    row = first(tree)
    assert (row["status"], row["emotion"]) == ("unreadable", "")
    assert row["reason"] == f"{LABEL}: found {found}, expected one number, 0 to 7"
    assert row["n_frames"] == 11


def test_a_label_that_is_not_text(tree):
    (tree / LABEL).write_bytes(b"\x89PNG\0\1\x81")
    assert first(tree)["status"] == "unreadable"


def test_a_label_that_an_editor_saved_again(tree):
    (tree / LABEL).write_bytes(b"\xef\xbb\xbf   3.0000000e+00\r\n\r\n")
    assert_as_without_oddity(first(tree))


@pytest.mark.oddity("two contradictory labels", "`unreadable`")
def test_two_labels_that_disagree(tree):
    other = "Emotion/S005/001/S005_001_00000009_emotion.txt"
    write(tree / other, "5")
    row = first(tree)
    assert (row["status"], row["emotion"]) == ("unreadable", "")
    for words in (f"{other} (happy)", f"{LABEL} (disgust)", "expected one emotion"):
        assert words in row["reason"]


def test_two_labels_that_agree(tree):
    write(tree / "Emotion_labels/Emotion/S005/001/S005_001_00000011_emotion.txt", "3")
    row = first(tree)
    assert_as_without_oddity(row)
    assert row["label_source"] == LABEL


def test_a_label_of_another_sequence(tree):
    other = "Emotion/S005/001/S010_001_00000011_emotion.txt"
    (tree / LABEL).rename(tree / other)
    row = first(tree)
    assert row["status"] == "unreadable"
    assert row["reason"] == f"found {other}, expected a name starting with S005_001_"


@pytest.mark.oddity("label or FACS files for frames without an image", "`ok`, with a note")
def test_annotations_of_frames_without_an_image(tree):
    (tree / IMAGES / "S005_001_00000011.png").unlink()
    row = first(tree)
    assert (row["status"], row["apex"], row["emotion"]) == ("ok", 10, "disgust")
    assert row["reason"] == (
        "; ".join(f"{path} is for frame 11, but the last image is 10" for path in (LABEL, FACS))
    )


@pytest.mark.oddity("landmark files for frames without an image", "`ok`")
def test_landmarks_of_frames_without_an_image(tree):
    write(tree / "Landmarks/S005/001/S005_001_00000012_landmarks.txt", "1 2\n")
    assert_as_without_oddity(first(tree))


@pytest.mark.oddity(
    "a label file for a frame other than the last",
    "the apex is the last image, with a note",
)
def test_the_apex_is_the_last_image_whatever_the_label_names(tree):
    (tree / LABEL).rename(tree / LABEL.replace("11_emotion", "07_emotion"))
    row = first(tree)
    assert (row["status"], row["apex"]) == ("ok", 11)
    assert row["reason"].endswith("_00000007_emotion.txt is for frame 7, but the last image is 11")


# Action units


@pytest.mark.oddity("no FACS file", "action units unknown")
def test_no_facs(tree):
    shutil.rmtree(tree / "FACS")
    row = first(tree)
    assert (row["status"], row["aus"], row["reason"]) == ("ok", "", "")


@pytest.mark.oddity("a FACS file with a single line", "read")
def test_a_facs_file_of_one_line(tree):
    write(tree / FACS, "   1.2000000e+01   3.0000000e+00\n")
    assert first(tree)["aus"] == "12=3"


@pytest.mark.oddity(
    "an empty FACS file",
    "`ok`, action units unknown, with a note",
)
def test_an_empty_facs_file(tree):
    write(tree / FACS, "\n")
    row = first(tree)
    assert (row["status"], row["aus"]) == ("ok", "")
    assert row["reason"] == f"not coded: {FACS} is empty"


@pytest.mark.parametrize("line", ["12", "12 6", "12 3 1", "R12 3", "0 3", "12 2.5", "100 1"])
@pytest.mark.oddity("an unreadable FACS file", "`ok`, action units unknown, with a note")
def test_a_facs_file_that_cannot_be_read_leaves_the_sequence_uncoded(tree, line):
    write(tree / FACS, f"9 5\n{line}\n")
    row = first(tree)
    assert (row["status"], row["aus"], row["emotion"]) == ("ok", "", "disgust")
    assert row["reason"].startswith(f"action units not used: {FACS}: line 2: found '{line}'")


def test_two_facs_files_that_disagree(tree):
    write(tree / "FACS_labels/FACS/S005/001/S005_001_00000011_facs.txt", "9 4\n")
    row = first(tree)
    assert (row["status"], row["aus"]) == ("ok", "")
    assert f"{FACS} (9=5 15=9 25=3)" in row["reason"]


# The texts of labels and FACS files

BLANKS = st.text(" \t\r\n", max_size=4)


@given(st.integers(0, 7), BLANKS, BLANKS, st.sampled_from([".7e", ".0f", ".1f", "d"]))
def test_a_code_is_read_however_it_is_written(code, before, after, style):
    assert parse_label(f"{before}{code:{style}}{after}") == EMOTION_CODES[code]


@given(st.text(max_size=12) | st.floats().map(str) | st.integers().map(str))
def test_a_label_text_is_an_emotion_or_an_error_that_shows_it(text):
    try:
        emotion = parse_label(text)
    except ValueError as error:
        assert "expected one number, 0 to 7" in str(error)
    else:
        assert emotion == EMOTION_CODES[int(float(text.split()[0].replace(",", ".")))]


@given(st.dictionaries(st.integers(1, 99), st.integers(0, 5)), st.sampled_from([".7e", ".1f", "d"]))
def test_facs_is_read_however_it_is_written(aus, style):
    text = "\n".join(f"  {code:{style}}   {value:{style}}" for code, value in aus.items())
    assert parse_facs(text) == {code: value or 9 for code, value in aus.items()}


@given(st.text("0123456789.e+- \nx", max_size=20))
def test_a_facs_text_is_units_or_an_error_with_the_line(text):
    try:
        aus = parse_facs(text)
    except ValueError as error:
        assert str(error).startswith("line ")
    else:
        assert set(aus.values()) <= {1, 2, 3, 4, 5, 9}


@pytest.mark.parametrize(("lines", "value"), [("12 0\n12 2", 2), ("12 4\n12 2", 4), ("12 0", 9)])
def test_a_unit_named_twice_keeps_the_larger_given_intensity(lines, value):
    assert parse_facs(lines) == {12: value}


# Fingerprints


@pytest.mark.parametrize(
    "file",
    [
        f"{IMAGES}/S005_001_00000004.png",
        LABEL,
        FACS,
        "Landmarks/S005/001/S005_001_00000004_landmarks.txt",
    ],
)
def test_an_edit_in_place_changes_one_fingerprint_and_nothing_else(tree, file):
    before, whole = index_ckplus(tree), tree_fingerprint(tree)
    path = tree / file
    stat = path.stat()
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
    after = index_ckplus(tree)
    assert (after["fingerprint"] != before["fingerprint"]).tolist() == [True, False]
    assert after.drop(columns="fingerprint").equals(before.drop(columns="fingerprint"))
    assert tree_fingerprint(tree) != whole


def test_same_tree_same_bytes(tree, tmp_path):
    for name in ("a.tsv", "b.tsv"):
        write_table(index_ckplus(tree), tmp_path / name)
    assert (tmp_path / "a.tsv").read_bytes() == (tmp_path / "b.tsv").read_bytes()


# Roots that are no CK+


@pytest.mark.oddity("a missing folder", "one-sentence error")
def test_a_root_that_is_missing_or_a_file(tmp_path):
    words = r"found nothing, expected the folder that contains cohn-kanade-images/.*\.path in"
    with pytest.raises(InputError, match=words):
        index_ckplus(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"ck\.zip: found a file"):
        index_ckplus(write(tmp_path / "ck.zip"))


def test_a_root_that_holds_something_else(tmp_path):
    with pytest.raises(InputError, match="found an empty folder, expected"):
        index_ckplus(tmp_path)
    for name in "abcde":
        write(tmp_path / name)
    with pytest.raises(InputError, match="found a, b, c, d, …, expected"):
        index_ckplus(tmp_path)


@pytest.mark.parametrize("wrong", ["..", "cohn-kanade-images"])
@pytest.mark.oddity(
    "a path that is one folder too high or too low",
    "one-sentence error with the right folder",
)
def test_a_root_one_folder_off_is_told_the_right_one(tree, wrong):
    with pytest.raises(InputError, match=r"config\.yaml to .*ck\."):
        index_ckplus(tree / wrong)


@pytest.mark.parametrize("where", ["", "CK+48"])
@pytest.mark.oddity(
    "CK+48 (still images sorted by emotion)",
    "rejected; the error says that it is CK+48",
)
def test_ck48_is_called_what_it_is(tmp_path, where):
    write(tmp_path / where / "anger" / "S010_004_00000017.png", "")
    with pytest.raises(InputError, match=r"anger/S010_004_00000017.png, single images .* CK\+48"):
        index_ckplus(tmp_path)


def test_a_tree_without_a_sequence(tmp_path):
    write(tmp_path / "cohn-kanade-images/readme.txt")
    with pytest.raises(InputError, match="cohn-kanade-images/ contains no sequence"):
        index_ckplus(tmp_path)

"""A user's own clips: sheets, folders and videos, with all their oddities."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import yaml
from PIL import Image

import facemotion
import index_sequences as script
from builders import write
from clips_builder import cut, make_images, make_video, set_durations, write_sheet
from facemotion.errors import InputError
from facemotion.sequences.custom.fingerprint import sheet_fingerprint
from facemotion.sequences.custom.indexing import index_custom
from facemotion.sequences.custom.rows import SCHEMA
from facemotion.sequences.images import read_frames
from facemotion.sequences.labels import LABELS
from facemotion.sequences.table import read_sequences

HEADER = "clip | path | subject | emotion | onset | apex"


@pytest.fixture
def folder(tmp_path):
    """A folder with a video of 24 frames and 12 images."""
    make_video(tmp_path / "anna.mp4")
    make_images(tmp_path / "ben", [f"ben_{k:03d}.png" for k in range(1, 13)])
    return tmp_path


def index(folder, *rows, header=HEADER):
    return index_custom(write_sheet(folder / "clips.tsv", header, *rows))


def only(folder, *rows, **more):
    table = index(folder, *rows, **more)
    assert len(table) == 1
    return table.iloc[0].to_dict()


def refuse(folder, *rows, header=HEADER):
    with pytest.raises(InputError) as caught:
        index(folder, *rows, header=header)
    return str(caught.value).replace(f"{folder}{os.sep}", "")


def test_a_video_and_a_folder(folder):
    table = index(folder, "ben1 | ben | ben | sad", "anna1 | anna.mp4 | anna | happy | 3 | 20")
    anna, ben = table.to_dict("records")
    assert len({anna.pop("fingerprint"), ben["fingerprint"]}) == 2
    assert pd.isna(anna.pop("offset"))
    assert anna == {
        "sequence_id": "anna1",
        "subject": "anna",
        "emotion": "happy",
        "label_source": "clips.tsv",
        "n_frames": 24,
        "frame_pattern": "anna.mp4",
        "frame_numbers": "1-24",
        "face": "",
        "before_onset": "",
        "onset": 3,
        "apex": 20,
        "aus": "",
        "status": "ok",
        "reason": "",
    }
    assert (ben["frame_pattern"], ben["frame_numbers"]) == ("ben/ben_{frame:03d}.png", "1-12")
    assert (ben["onset"], ben["apex"], ben["status"], ben["reason"]) == (1, 12, "ok", "")


def test_what_is_left_empty(folder):
    row = only(folder, "a | anna.mp4", header="clip | path")
    assert (row["subject"], row["emotion"], row["label_source"]) == ("?a", "", "")
    assert (row["status"], row["reason"]) == ("unlabelled", "")
    assert (row["onset"], row["apex"]) == (1, 24)


def test_an_absolute_path_and_braces(folder):
    make_images(folder / "{x}", ["{0}_1.png", "{0}_2.png"])
    rows = index(folder, "a | {x}/", f"b | {folder}/anna.mp4")
    for row, numbers in zip(rows.to_dict("records"), ([1, 2], [1, 24]), strict=True):
        assert all(image is not None for image in read_frames(folder, row, numbers))


@pytest.mark.oddity("a single image", "a clip of one frame, too short to use")
def test_a_single_image_is_a_clip_of_one_frame(folder):
    row = only(folder, "a | ben/ben_003.png")
    assert (row["n_frames"], row["frame_numbers"], row["onset"], row["apex"]) == (1, "1", 1, 1)


def test_onset_may_be_given_alone_and_as_a_spreadsheet_writes_it(folder):
    row = only(folder, "a | anna.mp4 | | happy | 5.0")
    assert (row["onset"], row["apex"]) == (5, 24)


def test_two_clips_of_one_video(folder):
    table = index(folder, "a | anna.mp4 | | | 1 | 10", "b | anna.mp4 | | | 11 | 20")
    assert table["onset"].tolist() == [1, 11]


# What is there but cannot be used is a row


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ([], "no image in x: found nothing, expected numbered png"),
        (["notes.txt"], "no image in x: found notes.txt, expected numbered png"),
        (["clip.mp4"], "no image in x: found clip.mp4, expected numbered png"),
        (["a.png", "b.png"], "images in x are not numbered: found a.png"),
        (["f1.png", "f2.png", "g1.png"], "one name pattern: found f1.png and g1.png"),
        (["1.png", "1.jpg"], "one name pattern: found 1.jpg and 1.png"),
        (
            ["a_0.1.png", "a_0.15.png"],
            "decimals of different lengths: found a_0.1.png and",
        ),
    ],
)
@pytest.mark.oddity("a folder without numbered images", "`unreadable`")
def test_a_folder_that_holds_no_clip(folder, names, reason):
    (folder / "x").mkdir()
    for name in names:
        (folder / "x" / name).write_text("")
    row = only(folder, "a | x | | happy")
    assert row["status"] == "unreadable"
    assert reason in row["reason"]
    assert (row["n_frames"], row["frame_pattern"]) == (0, "")


def test_litter_and_other_files_beside_the_images(folder):
    for name in (".DS_Store", "._ben_001.png", "Thumbs.db", "notes.txt", "cover.png"):
        (folder / "ben" / name).write_text("")
    (folder / "ben" / "more_1.png").mkdir()
    row = only(folder, "a | ben | | happy")
    assert (row["status"], row["n_frames"]) == ("ok", 12)
    assert row["reason"] == "1 image without a number not used (cover.png)"


@pytest.mark.parametrize(
    ("numbers", "known", "note"),
    [
        ([*range(1, 11), *range(21, 31)], "1-10,21-30", "10 of 30 frames are missing"),
        ([5, 7, 8], "5,7-8", "1 of 4 frames is missing"),
        ([5, 6, 7], "5-7", ""),
    ],
)
def test_a_gap_in_the_numbers_of_the_images_is_told(folder, numbers, known, note):
    make_images(folder / "x", [f"{k}.png" for k in numbers])
    row = only(folder, "a | x | | happy")
    assert (row["status"], row["n_frames"], row["frame_numbers"]) == ("ok", len(numbers), known)
    assert row["reason"] == note


@pytest.mark.parametrize(
    ("name", "kind"), [("x.mp4", "video"), ("x.dat", "video"), ("x.png", "image")]
)
@pytest.mark.parametrize("content", ["", "no picture"])
@pytest.mark.oddity("a file that cannot be decoded", "`unreadable`")
def test_a_file_that_cannot_be_decoded(folder, name, kind, content):
    (folder / name).write_text(content)
    row = only(folder, f"a | {name} | | happy")
    assert row["status"] == "unreadable"
    told = f"{name} cannot be decoded as a{'n' * (kind == 'image')} {kind}"
    empty = name == "x.png" and not content
    assert row["reason"].startswith(f"{name} is empty" if empty else told)


@pytest.mark.oddity("a truncated video", "used as far as it can be decoded, with a note")
def test_a_video_that_is_cut_off_is_used_as_far_as_it_goes(folder):
    cut(make_video(folder / "x.avi", size=(320, 240)), 0.8)
    row = only(folder, "a | x.avi | | happy")
    n = row["n_frames"]
    assert (row["status"], row["apex"]) == ("ok", n)
    assert row["reason"] == f"{n} of 24 frames could be decoded: the file is truncated or damaged"


@pytest.mark.oddity(
    "variable frame rate between onset and apex",
    "`unreadable`, with the command that fixes it",
)
def test_an_uneven_video_is_refused_unless_the_clip_is_even(folder):
    set_durations(make_video(folder / "x.mp4"), [1] * 12 + [3] * 12)
    table = index(folder, "a | x.mp4", "b | x.mp4 | | happy | 1 | 12")
    assert table["status"].tolist() == ["unreadable", "ok"]
    assert table.loc[0, "reason"].startswith("x.mp4: frames are not evenly spaced in time (here")


@pytest.mark.oddity(
    "an animation, or a table's `timestamp`, with uneven spacing",
    "`unreadable`, as for a video",
)
def test_uneven_times_count_whatever_file_has_them(folder):
    first, *others = [Image.fromarray(np.full((8, 8), 10 * k, "uint8")) for k in range(24)]
    first.save(folder / "x.webp", save_all=True, append_images=others, lossless=True,
               duration=[40] * 12 + [400] * 12)  # fmt: skip
    table = index(folder, "a | x.webp", "b | x.webp | | happy | 1 | 12")
    assert table["status"].tolist() == ["unreadable", "ok"]
    assert table.loc[0, "reason"].startswith("x.webp: frames are not evenly spaced in time (here")

    times = [0.04 * k for k in range(12)] + [0.5 + 0.4 * k for k in range(12)]
    lines = write_landmarks(folder / "x.csv", range(1, 25)).read_text().split()
    timed = [f"{a},{b}" for a, b in zip(lines, ["timestamp", *times], strict=True)]
    write(folder / "x.csv", "\n".join(timed))
    rows = index_tables(folder, "a | x.csv", "b | x.csv | | happy | 1 | 12")
    assert rows["status"].tolist() == ["unreadable", "ok"]


# What the user wrote wrong is an error, all of it


@pytest.mark.oddity(
    "bad rows: emotion, path, repeated name, numbers, apex before onset",
    "one error that lists every bad row by line",
)
def test_every_bad_row_is_told_at_once(folder):
    message = refuse(
        folder,
        "a | anna.mp4 | | hapy",
        "good | anna.mp4",
        "",
        "a | nowhere.mp4",
        "b | anna.mp4 | | | 5 | 3",
        "c | anna.mp4 | | | 5 | 30",
        "d/e | ben | | | -1 | x",
        " | ",
        "f | ",
        "g | ben | | | | | surplus",
        "h_neutral | ben",
        "i | ben | | | 12.5",
    )
    lines = message.splitlines()
    assert lines[0] == "clips.tsv: 9 of 10 rows cannot be used:"
    name = (
        "clip is {!r}, expected a name of letters, digits, _ . and - that does not end in _neutral"
    )
    known = "anger, disgust, fear, happy, sad, surprise, neutral, contempt"
    number = "expected a frame number from 0 to 2147483647"
    assert lines[1:] == [
        f"line 2: emotion is 'hapy', expected one of the known emotions: {known}.",
        f"line 5: path is 'nowhere.mp4', but there is no such file or folder, relative to {folder}"
        "; clip 'a' is also in line 2, expected each name once.",
        "line 6: apex 3 is before onset 5, expected it after.",
        "line 7: apex is 30, expected one of the frames 1-24.",
        f"line 8: {name.format('d/e')}; onset is '-1', {number}; apex is 'x', {number}.",
        "line 10: path is empty, expected a folder of images, a video or a table of landmarks, "
        "relative to the folder of the sheet.",
        "line 11: found 7 cells, expected 6 as in the header.",
        f"line 12: {name.format('h_neutral')}.",
        f"line 13: onset is '12.5', {number}.",
    ]


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("http://example.org/a.mp4", "download it first"),
        ("~/anna.mp4", "write the full path"),
        (r"ben\\ben_001.png", "write / instead of"),
        ("ben/*.png", "name the folder, without a pattern"),
        ("ben/ben_%03d.png", "name the folder, without a pattern"),
    ],
)
@pytest.mark.oddity(
    "a path that is a URL, begins with `~`, or contains `\\` or a wildcard",
    "rejected; the error says what to write instead",
)
def test_a_path_that_names_no_file_says_what_to_write(folder, path, hint):
    message = refuse(folder, f"a | {path}")
    assert "there is no such file or folder, relative to" in message
    assert hint in message


@pytest.mark.parametrize(
    ("word", "label"),
    [("Happy", "happy"), ("joy", "happy"), ("SADNESS", "sad"), ("surprised", "surprise")],
)
@pytest.mark.oddity("`Happy`, `joy`, `SADNESS`", "happy, happy, sad")
def test_emotions_in_other_words(folder, word, label):
    assert only(folder, f"a | ben | p | {word}")["emotion"] == label


@pytest.mark.oddity("extra columns; column titles in another case", "ignored, with a warning; read")
def test_other_columns_and_cases_of_titles(folder, caplog):
    row = only(folder, "x | a | ben | 33", header="No | Clip | PATH | Age")
    assert (row["sequence_id"], row["n_frames"]) == ("a", 12)
    assert "clips.tsv: columns not used: 'no', 'age'." in caplog.text


@pytest.mark.oddity(
    "names in two Unicode normalization forms, invisible characters, `12,0`",
    "read as they look",
)
def test_names_are_what_they_look_like(folder):
    make_images(folder / "Jose\u0301", [f"{k}.png" for k in range(1, 13)])
    row = only(folder, "Jose\u0301 | Jos\u00e9 | p1\u200b | happy | 1,0 | 12,0")
    assert (row["sequence_id"], row["subject"], row["apex"]) == ("Jos\u00e9", "p1", 12)
    assert row["n_frames"] == 12


@pytest.mark.parametrize("nothing", ["NA", "NaN", "None", "null", "n/a", "-"])
@pytest.mark.oddity("NA, NaN, None, null or - in a cell", "treated as an empty cell")
def test_words_for_nothing_are_nothing(folder, nothing):
    row = only(folder, " | ".join(["a", "ben", *[nothing] * 4]))
    assert (row["subject"], row["emotion"], row["apex"]) == ("?a", "", 12)


@pytest.mark.oddity("`1.000` as a frame number: 1 or 1,000", "rejected, with the line")
def test_a_thousand_may_be_meant(folder):
    assert "line 2: onset is '1.000', expected a frame number" in refuse(
        folder, "a | ben | | | 1.000"
    )


@pytest.mark.parametrize("point", ["0.5,0.3", ".5,.3", "0,1"])
@pytest.mark.oddity("a point in `face` as fractions of the image size", "rejected, with the line")
def test_a_point_is_in_pixels(folder, point):
    header = "clip | path | face"
    assert f"face is {point!r}, expected largest" in refuse(
        folder, f"a | ben | {point}", header=header
    )


@pytest.mark.parametrize("separator", [" ", "|", ":"])
@pytest.mark.oddity("cells separated by single spaces, `|` or `:`", "one-sentence error")
def test_cells_that_nothing_known_separates(folder, separator):
    write(folder / "clips.tsv", separator.join(["clip", "path"]) + "\n")
    with pytest.raises(
        InputError, match=r"found a single column 'clip.path'; separate the cells by"
    ):
        index_custom(folder / "clips.tsv")


@pytest.mark.oddity(
    "a column title such as `onset_frame`, without a column `onset`",
    "one-sentence error",
)
def test_a_title_of_a_word_more(folder):
    header = "clip | path | onset_frame"
    message = refuse(folder, "a | ben | 3", header=header)
    assert "found a column 'onset_frame', close to 'onset'; rename it" in message
    header = "clip | path | path_length | emotion | emotion_score"
    assert only(folder, "a | ben | 3 | sad | 2", header=header)["emotion"] == "sad"


@pytest.mark.oddity("the same face in a file assigned to two people", "rejected, with both lines")
def test_two_people_cannot_have_one_face(folder):
    header = "clip | path | subject | face | onset | apex"
    message = refuse(
        folder,
        "a | anna.mp4 | anna | | 1 | 10",
        "b | ./anna.mp4 | ben | | 10 | 20",
        "c | anna.mp4 | ben | right | 1 | 20",
        "d | anna.mp4 | Anna | | 5 | 20",
        "e | anna.mp4 | ben | | 21",
        header=header,
    )
    say = "add a column face to tell them apart: left, right, largest or a point x,y."
    assert message.splitlines() == [
        "clips.tsv: 2 of 5 rows cannot be used:",
        f"line 3: subject 'ben' has the face that line 2 assigns to 'anna'; {say}",
        f"line 5: subject 'Anna' has the face that line 3 assigns to 'ben'; {say}",
    ]


def test_an_onset_outside_the_frames_is_told_for_every_row(folder):
    message = refuse(folder, "a | ben | | | 0", "b | anna.mp4 | | | 25", "c | ben | | | | 4")
    assert message.splitlines() == [
        "clips.tsv: 2 of 3 rows cannot be used:",
        "line 2: onset is 0, expected one of the frames 1-12.",
        "line 3: onset is 25, expected one of the frames 1-24.",
    ]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (
            "clip | path | emotoin",
            "a column 'emotoin', close to 'emotion'; rename it",
        ),
        ("clip | subject", "column 'path' is missing; found clip, subject"),
        ("clip | path | clip", "column 'clip' appears twice"),
        ("clip,path", "line 2: clip is 'a\\tanna.mp4'"),
    ],
)
@pytest.mark.oddity(
    "missing or duplicate columns, and misspelt ones (`emotoin`)",
    "one-sentence error",
)
def test_a_wrong_header(folder, header, told):
    assert told in refuse(folder, "a | anna.mp4", header=header)


def test_a_sheet_with_nothing_in_it(folder):
    assert "no row below the header, expected one row per clip" in refuse(folder)
    assert "found nothing, expected a header" in refuse(folder, header="")


@pytest.mark.parametrize("content", [b"\x50\x4b\x03\x04\0\0", b"\xff\xfe\x00"])
def test_a_sheet_that_is_no_text(tmp_path, content):
    (tmp_path / "clips.tsv").write_bytes(content)
    with pytest.raises(InputError, match=r"clips\.tsv: found .* save it as text with tabs"):
        index_custom(tmp_path / "clips.tsv")
    assert len(sheet_fingerprint(tmp_path / "clips.tsv")) == 16


def test_a_sheet_that_is_missing(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        index_custom(tmp_path / "clips.tsv")
    with pytest.raises(FileNotFoundError):
        sheet_fingerprint(tmp_path / "clips.tsv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.oddity("a sheet saved by a spreadsheet program", "read")
def test_sheets_as_spreadsheets_write_them(folder, encoding, end):
    (folder / "anna.mp4").rename(folder / "Änna, 1.mp4")
    lines = [
        "clip\tpath\tsubject\temotion",
        'a\t"Änna, 1.mp4"\t',
        "\t\t\t",
        "b\tben\tben\t\t\t",
        "",
    ]
    (folder / "clips.tsv").write_bytes(end.join(lines).encode(encoding))
    table = index_custom(folder / "clips.tsv")
    assert table["frame_pattern"].tolist() == ["Änna, 1.mp4", "ben/ben_{frame:03d}.png"]


def test_a_stray_quotation_mark_does_not_swallow_the_next_row(folder):
    table = index(folder, 'a | ben | "ben', "b | ben")
    assert table["sequence_id"].tolist() == ["a", "b"]


def test_the_schema_knows_the_projects_emotions():
    schema = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    assert set(schema["properties"]["emotion"]["enum"]) == set(LABELS)


# Tables of landmarks


COLUMNS = ["frame", *(f"{axis}_{k}" for axis in "xy" for k in range(68))]


def write_landmarks(path, numbers):
    lines = [",".join(COLUMNS), *(",".join(map(str, [n] + [50] * 136)) for n in numbers)]
    return write(path, "\n".join([*lines, ""]))


def index_tables(folder, *rows):
    sheet = write_sheet(folder / "clips.tsv", HEADER, *rows)
    return index_custom(sheet, has_images=False).set_index("sequence_id")


def test_a_table_of_landmarks_is_a_clip(tmp_path):
    write_landmarks(tmp_path / "t/anna.csv", [3, 1, 2])
    write_landmarks(tmp_path / "{b}.txt", [0, 1, 4])
    rows = index_tables(tmp_path, "a | t/anna.csv | p1 | happy | 2 | 3", "b | {b}.txt | | sad")
    anna, ben = rows.to_dict("records")
    assert (anna["status"], anna["n_frames"], anna["frame_numbers"]) == ("ok", 3, "1-3")
    assert (anna["frame_pattern"], anna["onset"], anna["apex"]) == ("t/anna.csv", 2, 3)
    assert (ben["frame_pattern"], ben["frame_numbers"]) == ("{{b}}.txt", "0-1,4")
    assert (ben["onset"], ben["apex"]) == (0, 4)
    assert ben["reason"] == "2 of 5 frames are missing"


def test_what_is_no_table_of_landmarks_says_so(folder):
    write(folder / "notes.csv", "a,b\n1,2\n")
    rows = index_tables(folder, "a | anna.mp4", "b | ben", "c | notes.csv")
    assert set(rows["status"]) == {"unreadable"}
    words = "is not a landmark table (.csv, .tsv or .txt), which the dataset's landmark"
    assert rows["reason"]["a"].startswith(f"anna.mp4 {words}")
    assert rows["reason"]["b"].startswith(f"ben {words}")
    assert rows["reason"]["c"].startswith(f"{folder / 'notes.csv'}: column 'frame' is missing;")


def test_a_table_beside_images_says_how_to_use_it(folder):
    write_landmarks(folder / "a.csv", [1, 2])
    assert only(folder, "a | a.csv | p | happy")["reason"] == (
        "a.csv looks like a landmark table, but the dataset's landmark backend reads "
        "images; add landmarks: {backend: table} to the dataset in config.yaml"
    )


def test_an_edited_table_changes_the_fingerprint_of_its_clip(tmp_path):
    for name in "ab":
        write_landmarks(tmp_path / f"{name}.csv", [1, 2])
    before = index_tables(tmp_path, "a | a.csv", "b | b.csv")["fingerprint"]
    touch(tmp_path / "b.csv")
    after = index_tables(tmp_path, "a | a.csv", "b | b.csv")["fingerprint"]
    assert (after != before).tolist() == [False, True]


# Fingerprints, and the rule's script


def touch(path):
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("anna.mp4", [True, False]),
        ("ben/ben_007.png", [False, True]),
        ("clips.tsv", [False, False]),
    ],
)
def test_an_edit_changes_the_fingerprint_of_its_clip(folder, name, changed):
    sheet = write_sheet(folder / "clips.tsv", HEADER, "a | anna.mp4", "b | ben")
    before, whole = index_custom(sheet), sheet_fingerprint(sheet)
    assert sheet_fingerprint(str(sheet)) == whole
    touch(folder / name)
    after = index_custom(sheet)
    assert (before["fingerprint"] != after["fingerprint"]).tolist() == changed
    assert sheet_fingerprint(sheet) != whole


def test_the_fingerprint_sees_files_come_and_go_and_no_litter(folder):
    sheet = write_sheet(folder / "clips.tsv", "path | clip", "ben | b", "later.mp4 | a", "| c")
    seen = [sheet_fingerprint(sheet)]
    (folder / "ben" / ".DS_Store").write_text("litter")
    (folder / "beside.mp4").write_text("not in the sheet")
    assert sheet_fingerprint(sheet) == seen[0]
    (folder / "later.mp4").write_text("")
    seen.append(sheet_fingerprint(sheet))
    (folder / "ben" / "ben_013.png").symlink_to("gone.png")
    seen.append(sheet_fingerprint(sheet))
    assert len(set(seen)) == 3


def test_planning_a_run_loads_no_heavy_package():
    check = (
        "import sys, facemotion.sequences.custom.fingerprint\n"
        "print({'pandas', 'numpy', 'cv2', 'yaml'} & {n.split('.')[0] for n in sys.modules})"
    )
    scripts = Path(facemotion.__file__).parents[1]
    run = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, cwd=scripts, check=True
    )
    assert run.stdout == "set()\n"


def test_the_script_writes_a_table_that_the_next_stage_reads(folder):
    sheet = write_sheet(folder / "clips.tsv", HEADER, "001 | anna.mp4 | 1 | happy", "b | ben")
    out = folder / "out.tsv"
    script.main(
        SimpleNamespace(
            input=SimpleNamespace(path=sheet),
            output=SimpleNamespace(table=out),
            params=SimpleNamespace(reader="custom", settings={"has_images": True}),
        )
    )
    assert read_sequences(out).equals(index_custom(sheet))
    assert read_sequences(out)["sequence_id"].tolist() == ["001", "b"]

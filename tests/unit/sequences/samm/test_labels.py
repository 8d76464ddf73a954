import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_samm, write
from facemotion.errors import InputError
from facemotion.sequences.labels import LABELS
from facemotion.sequences.samm.action_units import (
    PROTOTYPES,
    label_action_units,
    parse_action_units,
    read_combinations,
)
from facemotion.sequences.samm.indexing import index_samm
from facemotion.sequences.samm.labels import UnknownEmotionError, parse_emotion

ORDER = ["emotion_column", "label_table", "action_units"]


def only(tmp_path, cells, order=ORDER, table=None):
    root = make_samm(tmp_path / "samm", [cells])
    settings = {"label_order": order, "label_table": table}
    (row,) = index_samm(root, settings).to_dict("records")
    return row


# The notation of action units


@pytest.mark.parametrize(
    ("text", "aus"),
    [
        ("R12 + R15", {12: 9, 15: 9}),
        ("L14", {14: 9}),
        ("R14A", {14: 1}),
        ("12C+25", {12: 3, 25: 9}),
        ("AU12", {12: 9}),
        ("AU06+AU12E", {6: 9, 12: 5}),
        ("AU R12", {12: 9}),
        ("\xa06\xa0+\xa012\xa0", {6: 9, 12: 9}),
        ("1, 2; 5 & 26", {1: 9, 2: 9, 5: 9, 26: 9}),
        ("1 and 2", {1: 9, 2: 9}),
        ("12 25", {12: 9, 25: 9}),
        ("12B B28", {12: 2, 28: 9}),
        ("l12d+r12b", {12: 4}),
        ("L14B + R14C", {14: 3}),
        ("R14 + L14A", {14: 1}),
        ("12 +", {12: 9}),
        ("", {}),
        (" ", {}),
    ],
)
@pytest.mark.oddity("`R12 + R15`, `L14`, `R14A`", "sides merged; A–E become 1–5")
def test_action_units_by_hand(text, aus):
    assert parse_action_units(text) == (aus, [])


@pytest.mark.parametrize(
    ("text", "aus", "part"),
    [
        ("6 or 7", {6: 9}, "6 or 7"),
        ("6/7", {6: 9}, "6/7"),
        ("4 + L12B OR 14 + 25", {4: 9, 12: 2, 25: 9}, "L12B OR 14"),
    ],
)
@pytest.mark.oddity('alternatives such as "6 or 7"', "the first is used, with a note")
def test_of_alternatives_the_first_is_taken(text, aus, part):
    notes = [f"action units {part!r}: the first is used"]
    assert parse_action_units(text) == (aus, notes)


@pytest.mark.parametrize(
    "text", ["smile", "12F", "123", "12?", "AU", "R", "0", "12 or", "-12", "2024-06-07 00:00:00"]
)
def test_what_is_no_action_units_is_shown(text):
    with pytest.raises(ValueError, match="expected"):
        parse_action_units(text)


CODES = st.tuples(
    st.sampled_from(["", "L", "R", "AU", "l", "R "]),
    st.integers(1, 99),
    st.sampled_from(["", "A", "B", "C", "D", "E", "c"]),
)
JOINTS = st.sampled_from(["+", " + ", "\xa0+\xa0", ", ", " ", ";"])


@given(st.lists(CODES, min_size=1), st.data())
def test_codes_are_read_however_they_are_joined(codes, data):
    text = ""
    for side, number, letter in codes:
        text += f"{data.draw(JOINTS) if text else ''}{side}{number}{letter}"
    expected = {}
    for _, number, letter in codes:
        level = {"": 0, "A": 1, "B": 2, "C": 3, "D": 4, "E": 5}[letter.upper()]
        expected[number] = max(level, expected.get(number, 0))
    assert parse_action_units(text) == ({n: v or 9 for n, v in expected.items()}, [])


@given(st.text("0123456789ABELRUor+ ,/\xa0?", max_size=16))
def test_a_text_is_action_units_or_an_error_and_digits_are_never_joined(text):
    try:
        aus, _ = parse_action_units(text)
    except ValueError as error:
        assert "found" in str(error)
        return
    assert set(aus.values()) <= {1, 2, 3, 4, 5, 9}
    assert all(1 <= code <= 99 for code in aus)
    runs = "".join(c if c.isdigit() else " " for c in text).split()
    assert set(aus) <= {int(run) for run in runs}


@pytest.mark.oddity("unreadable action units", "treated as not coded, with a note")
def test_action_units_that_cannot_be_read_leave_the_row_uncoded(tmp_path):
    row = only(tmp_path, {"Action Units": "12 + smile", "Emotion": "Happiness"})
    assert (row["status"], row["aus"], row["emotion"]) == ("ok", "", "happy")
    assert row["reason"].startswith("action units not used: found 'smile' in '12 + smile'")


@pytest.mark.parametrize("cell", [12, 12.0, "12"])
def test_a_cell_may_be_a_number(tmp_path, cell):
    assert only(tmp_path, {"Action Units": cell})["aus"] == "12=9"


def test_alternatives_are_noted_in_the_row(tmp_path):
    row = only(tmp_path, {"Action Units": "12 + 6 or 7"})
    assert (row["aus"], row["status"]) == ("6=9 12=9", "ok")
    assert row["reason"] == "action units '6 or 7': the first is used"


# From action units to emotions


def test_the_published_table():
    table = read_combinations()
    assert len(table) == 36
    counts = {e: list(table.values()).count(e) for e in LABELS}
    assert counts == {
        "happy": 5,
        "surprise": 6,
        "anger": 8,
        "disgust": 10,
        "sad": 5,
        "fear": 2,
        "neutral": 0,
        "contempt": 0,
    }


@pytest.mark.parametrize(
    ("units", "emotion", "by"),
    [
        ({6, 12}, "happy", "6+12"),
        ({1, 2}, "surprise", "1+2"),
        ({25}, "surprise", "25"),
        ({1, 2, 25}, "surprise", "1+2+25"),
        ({4, 5, 7}, "anger", "4+5+7"),
        ({4, 5, 7, 9}, "disgust", "4+5+7+9"),
        ({15}, "sad", "15"),
        ({1, 2, 4}, "fear", "1+2+4"),
        # Not listed: an open mouth aside, the largest that is contained.
        ({12, 25}, "happy", "12"),
        ({6, 12, 25, 26}, "happy", "6+12"),
        ({1, 2, 4, 25}, "fear", "1+2+4"),
        ({1, 2, 5, 26}, "surprise", "1+2"),
        ({25, 27}, "surprise", "25"),
        ({4, 5, 7, 23}, "anger", "4+5+7"),
        # Two of one size: the paper's own set decides.
        ({9, 15, 16}, "disgust", "9+15+16 (the paper's)"),
        ({9, 15}, "", ""),
        ({1, 4, 15}, "sad", "1+4"),
        ({12, 14}, "happy", "12"),
    ],
)
def test_action_units_to_emotion_by_hand(units, emotion, by):
    label = label_action_units(units)
    assert (label.emotion, label.source) == (emotion, f"action units {by}" if by else "")


@pytest.mark.parametrize(
    ("units", "reason"),
    [
        ({14}, "action units 14 indicate no emotion"),
        ({14, 25}, "action units 14+25 indicate no emotion"),
        (set(), "no action units"),
        ({4, 12}, "action units 4+12 indicate more than one emotion (4 anger, 12 happy)"),
        (
            {4, 7, 12},
            "action units 4+7+12 indicate more than one emotion (4+7 anger, 7+12 happy)",
        ),
    ],
)
def test_action_units_that_say_no_one_emotion(tmp_path, units, reason):
    assert label_action_units(units).reason == reason
    cells = {"Action Units": "+".join(map(str, sorted(units))) or None}
    row = only(tmp_path, cells)
    assert (row["status"], row["emotion"], row["label_source"]) == ("unlabelled", "", "")
    assert row["reason"] == f"no emotion: no emotion column, no label table, {reason}"


@given(st.sets(st.integers(1, 28)))
def test_a_label_comes_from_a_listed_combination_that_is_contained(units):
    label = label_action_units(units)
    assert bool(label.emotion) == bool(label.source) != bool(label.reason)
    if label.emotion:
        by, _, papers = label.source.removeprefix("action units ").partition(" ")
        by = frozenset(map(int, by.split("+")))
        assert by <= units
        table = read_combinations(PROTOTYPES) if papers else read_combinations()
        assert table[by] == label.emotion


# The sources


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("Anger", "anger"),
        ("Contempt", "contempt"),
        ("Disgust", "disgust"),
        ("Fear", "fear"),
        ("Happiness", "happy"),
        ("Sadness", "sad"),
        ("Surprise", "surprise"),
        (" HAPPY\xa0", "happy"),
        ("Other", "other"),
        ("", ""),
        ("N/A", ""),
    ],
)
def test_spellings_of_emotions(text, emotion):
    assert parse_emotion(text) == emotion


def test_an_unknown_emotion():
    with pytest.raises(UnknownEmotionError, match=r"found 'Glee', expected Anger, Contempt"):
        parse_emotion("Glee")


@pytest.mark.parametrize("title", ["Estimated Emotion", "Emotion", "estimated emotion "])
def test_an_emotion_column_decides(tmp_path, title):
    row = only(tmp_path, {title: "Sadness"})
    assert (row["emotion"], row["label_source"], row["status"]) == ("sad", "emotion column", "ok")
    assert row["reason"] == ""


def test_an_empty_cell_of_the_emotion_column_leaves_it_to_the_next_source(tmp_path):
    row = only(tmp_path, {"Emotion": " "})
    assert (row["emotion"], row["label_source"]) == ("happy", "action units 6+12")


def test_other_is_an_answer(tmp_path):
    row = only(tmp_path, {"Emotion": "Other"})
    assert (row["emotion"], row["label_source"], row["status"]) == ("", "", "unlabelled")
    assert row["reason"] == "emotion column: not one of the known emotions"


def test_an_emotion_that_cannot_be_read(tmp_path):
    row = only(tmp_path, {"Emotion": "Hapiness"})
    assert (row["emotion"], row["status"]) == ("", "unreadable")
    assert row["reason"].startswith("column Emotion: found 'Hapiness', expected Anger")


def labels(tmp_path, text):
    return write(tmp_path / "labels.tsv", text)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffnote\tsequence_id\temotion\r\nx\t006_1_2\tFear\r\n\r\n",
        "Sequence_ID,emotion\n006_1_2,fear\n",
        'sequence_id\temotion\r"006_1_2"\tfear\r\t\r',
        "sequence_id   emotion\n006_1_2  fearful\n",
    ],
)
@pytest.mark.oddity(
    "a label table in any accepted table format",
    "read by its columns `sequence_id` and `emotion`",
)
def test_a_label_table_decides(tmp_path, text):
    table = labels(tmp_path, text)
    row = only(tmp_path, {}, table=str(table))
    assert (row["emotion"], row["label_source"]) == ("fear", "label table labels.tsv")


@pytest.mark.parametrize(
    ("order", "emotion", "source"),
    [
        (["emotion_column", "label_table", "action_units"], "sad", "emotion column"),
        (["label_table", "emotion_column"], "fear", "label table labels.tsv"),
        (["action_units", "emotion_column"], "happy", "action units 6+12"),
    ],
)
@pytest.mark.oddity("no emotion column", "the next source in `sequences.samm.label_order`")
def test_the_order_decides(tmp_path, order, emotion, source):
    table = labels(tmp_path, "sequence_id\temotion\n006_1_2\tfear\n")
    row = only(tmp_path, {"Emotion": "Sadness"}, order, table)
    assert (row["emotion"], row["label_source"]) == (emotion, source)


def test_a_source_that_is_not_asked_gives_nothing(tmp_path):
    row = only(tmp_path, {}, ["emotion_column", "label_table"], labels(tmp_path, TABLE_OF_NONE))
    assert row["status"] == "unlabelled"
    assert row["reason"] == "no emotion: no emotion column, not in label table labels.tsv"


TABLE_OF_NONE = "sequence_id\temotion\n"


def test_wrong_rows_of_the_label_table_are_told_at_once(tmp_path):
    text = (
        "sequence_id\temotion\n006_1_2\tGlee\n\n"
        "006_1_9\tfear\n006_1_2\tfear\n006_1_2\tsad\n006_1_3\t\n"
    )
    root = make_samm(tmp_path / "samm", [{}, {"Filename": "006_1_3", "Onset": 12}])
    with pytest.raises(InputError) as error:
        index_samm(root, {"label_order": ORDER, "label_table": labels(tmp_path, text)})
    path = tmp_path / "labels.tsv"
    assert str(error.value) == (
        f"{path}: line 2: emotion: found 'Glee', expected Anger, Contempt, Disgust, Fear, "
        "Happiness, Sadness, Surprise or Other; line 4: sequence_id '006_1_9' is not in the "
        "workbook; line 6: sequence_id 006_1_2 appears twice; line 7: no emotion for "
        "006_1_3; correct the label table."
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sequence\temotion\n", "column 'sequence_id' is missing; found sequence, emotion"),
        ("sequence_id\n", "column 'emotion' is missing"),
        ("", "column 'sequence_id' is missing; found nothing"),
    ],
)
def test_a_label_table_without_its_columns(tmp_path, text, words):
    with pytest.raises(InputError, match=words):
        only(tmp_path, {}, table=labels(tmp_path, text))


def test_a_label_table_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"none\.tsv: cannot be read \(No such file"):
        only(tmp_path, {}, table=tmp_path / "none.tsv")


def test_an_unknown_source(tmp_path):
    with pytest.raises(InputError, match="label_order: found 'guess', expected some of emotion_c"):
        only(tmp_path, {}, ["guess"])

"""The paper's SAMM column as spotting: three people, one smile of 100 frames each."""

import pandas as pd
import pytest

from facemotion.spotting.referee import make_referee
from facemotion.spotting.table_iii import COMMONEST, format_table_iii, make_table_iii
from facemotion.spotting.truth import Annotation, Rules, make_truth
from facemotion.spotting.videos import VideoRow, make_videos

PAPER = {
    "tcn": {"true_positives": 41, "f1": 0.33},
    "scn": {"true_positives": 30, "f1": 0.16},
    "baseline": {"true_positives": 22, "f1": 0.06},
}
SPOTTERS = ["mdmd", "tcn"]
COLUMNS = ["spotter", "video", "type", "first", "apex", "last"]


@pytest.fixture
def referee():
    rows = [VideoRow(f"{s}_1", s, "x", [*range(1, 1001)], 100.0, "0") for s in ("1", "2", "3")]
    shown = [("1_1", "1", "happy"), ("2_1", "2", "happy"), ("3_1", "3", "sad")]
    notes = [Annotation(v, s, "macro", "101", "", "200", v, e) for v, s, e in shown]
    notes.append(Annotation("1_1", "1", "micro", "501", "", "530", "m", "sad"))
    classes = {"happy": ["happy"], "sad": ["sad"]}
    bootstrap = {"confidence": 0.95, "draws": 100, "seed": 1}
    truth = make_truth(notes, Rules(), {})
    return make_referee(make_videos(rows, "test"), truth, Rules(), classes, bootstrap)


@pytest.fixture
def table(referee):
    """The spotter tcn finds all three and one more; mdmd finds one, and what is micro."""
    found = pd.DataFrame(
        [("tcn", f"{s}_1", "macro", 101, 150, 200) for s in "123"]
        + [("tcn", "1_1", "macro", 801, 850, 900), ("mdmd", "1_1", "macro", 101, 150, 200)]
        + [("mdmd", "1_1", "micro", 501, 510, 530)],
        columns=COLUMNS,
    )
    recognised = {
        "tcn": found.assign(emotion=["happy", "happy", "happy", "sad", "sad", "sad"]),
        "scn": found.assign(emotion=["sad", "sad", "sad", "", "happy", ""]),
    }
    return make_table_iii(referee, found, recognised, SPOTTERS, PAPER)


def test_counts_are_those_by_hand(table):
    counts = table.set_index(["spotter", "recogniser"])[["tp", "fp", "fn"]]
    assert {row: tuple(values) for row, values in counts.iterrows() if row[0] != "blind"} == {
        ("mdmd", ""): (1, 0, 2), ("tcn", ""): (3, 1, 0),
        ("mdmd", "tcn"): (0, 1, 3), ("tcn", "tcn"): (2, 2, 1),
        ("mdmd", "scn"): (1, 0, 2), ("tcn", "scn"): (1, 3, 2),
    }  # fmt: skip
    f1 = table.set_index(["spotter", "recogniser"])["f1"]
    assert f1["tcn", "tcn"] == pytest.approx(2 * 2 / (4 + 3))


def test_tiles_of_the_commonest_emotion_are_the_floor(table):
    """A hundred frames fit the first tile from frame 101 on; two of three show the commonest."""
    blind = table[table["spotter"] == "blind"].set_index("recogniser")
    assert [*blind.index] == ["", COMMONEST]
    assert blind.loc["", "tp"] == 3 and blind.loc[COMMONEST, "tp"] == 2
    assert blind["paper_tp"].isna().all()


def test_published_numbers_stand_beside_the_paper_s_systems(table):
    paper = table.set_index(["spotter", "recogniser"])[["paper_tp", "paper_f1"]]
    assert tuple(paper.loc["mdmd", ""]) == (22, 0.06)
    assert tuple(paper.loc["tcn", "tcn"]) == (41, 0.33)
    assert tuple(paper.loc["tcn", "scn"]) == (30, 0.16)
    assert paper.loc["tcn", ""].isna().all()


def test_the_text_has_every_row_and_why_numbers_differ(table):
    text = format_table_iii(table, ["why"])
    assert "mdmd              (not asked)             1     0    2  0.500" in text
    assert "tcn               scn                     1     3    2  0.286" in text
    assert "30, 0.16\n" in text and text.endswith("\nwhy\n")
    assert len(text.splitlines()) == 3 + len(table) + 2


def test_without_networks_the_spotters_are_scored_alone(referee):
    table = make_table_iii(referee, pd.DataFrame(columns=COLUMNS), {}, ["mdmd"], PAPER)
    assert table["recogniser"].tolist() == ["", "", COMMONEST]
    assert table.loc[0, ["tp", "fp", "fn"]].tolist() == [0, 0, 3]

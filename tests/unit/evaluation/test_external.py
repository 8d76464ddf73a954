"""Predictions from elsewhere: held against the frozen folds, row by row."""

import pandas as pd
import pytest

from dataset_builder import CLASSES, NAMES
from facemotion.errors import InputError
from facemotion.evaluation.external import external_result, read_external
from facemotion.files import schemas

CLIPS = pd.DataFrame(
    {
        "clip_id": ["c0", "c1", "c2", "c3"],
        "subject": ["S0", "S0", "S1", "S1"],
        "class": ["anger", "happy", "anger", "neutral"],
    }
)


def split_of(scheme, *tests):
    ids = CLIPS["clip_id"].tolist()
    return {
        "scheme": scheme,
        "clips": 4,
        "dataset": {"name": "ckplus", "classes": CLASSES.as_json()},
        "folds": [{"test": test, "train": [c for c in ids if c not in test]} for test in tests],
    }


SPLITS = {
    "shuffle": split_of("shuffle", ["c0", "c1"], ["c2", "c1"]),
    "grouped": split_of("grouped", ["c2", "c3"], ["c0", "c1"]),
}


def row(clip, fold, best, **cells):
    """Say 0.7 for one class, and 0.05 for each of the six others."""
    said = {f"p_{name}": 0.7 if name == best else 0.05 for name in NAMES}
    return {"clip_id": clip, "fold": fold} | said | cells


GROUPED = [row("c0", 1, "happy"), row("c1", 1, "happy"), row("c2", 0, "anger"), row("c3", 0, "sad")]


@pytest.fixture
def read(tmp_path):
    def read(rows, scheme="grouped", name="theirs.tsv", drop=(), separator="\t"):
        path = tmp_path / name
        pd.DataFrame(rows).drop(columns=list(drop)).to_csv(path, sep=separator, index=False)
        return read_external(path, scheme, SPLITS, CLIPS)

    return read


def test_rows_are_brought_into_the_order_of_the_folds_with_the_datasets_truth(read):
    table = read(GROUPED)["grouped"]
    assert table.to_dict("list") == {
        "clip_id": ["c2", "c3", "c0", "c1"],
        "subject": ["S1", "S1", "S0", "S0"],
        "class": ["anger", "neutral", "anger", "happy"],
        "predicted": ["anger", "sad", "happy", "happy"],
    }


def test_a_table_may_hold_several_schemes_and_more_columns(read):
    """In shuffled splits a clip may be tested in two folds, each time by another network."""
    shuffled = [
        row("c0", 0, "anger"), row("c1", 0, "fear"), row("c2", 1, "anger"), row("c1", 1, "happy"),
    ]  # fmt: skip
    rows = [r | {"scheme": "grouped"} for r in GROUPED] + [
        r | {"scheme": "shuffle"} for r in shuffled
    ]
    rows = [r | {"class": "happy", "comment": "x"} for r in rows]  # truth is the dataset's
    tables = read(rows, scheme=None, separator=";")
    assert list(tables) == ["shuffle", "grouped"]
    assert tables["shuffle"]["clip_id"].tolist() == ["c0", "c1", "c2", "c1"]
    assert tables["shuffle"]["predicted"].tolist() == ["anger", "fear", "anger", "happy"]
    assert tables["grouped"]["class"].tolist() == ["anger", "neutral", "anger", "happy"]


def test_rounded_probabilities_are_taken(read):
    read([row("c0", 1, "happy", p_happy=0.695), *GROUPED[1:]])


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [*GROUPED, row("c9", 0, "sad")],
            "line 6: clip 'c9' is not one of the 4 clips of the split",
        ),
        (GROUPED[1:], "1 of 4 test clips of grouped are missing, the first is 'c0' of fold 1;"),
        (
            [*GROUPED, GROUPED[1]],
            "line 6: clip 'c1' appears twice in fold 1 of grouped, first in l",
        ),
        (
            [row("c0", 0, "sad"), *GROUPED[1:]],
            "line 2: clip 'c0' is in fold 0, but the frozen folds "
            "of grouped test it in 1; train and test with res",
        ),
        (
            [row("c0", 2, "sad"), *GROUPED[1:]],
            "line 2: fold is '2', expected a number from 0 to 1,",
        ),
        (
            [row("c0", "x", "sad"), *GROUPED[1:]],
            "line 2: fold is 'x', expected a number from 0 to 1",
        ),
        (
            [row("c0", 1, "sad", p_sad=0.9), *GROUPED[1:]],
            "line 2: the probabilities of clip 'c0' sum to 1.2, expected 1; give those of",
        ),
        (
            [row("c0", 1, "sad", p_sad=1.7), *GROUPED[1:]],
            "line 2: p_sad is '1.7', expected a probabi",
        ),
        (
            [row("c0", 1, "sad", p_sad="nan"), *GROUPED[1:]],
            "line 2: p_sad is 'nan', expected a proba",
        ),
        (
            [row("c0", 1, "sad", p_sad="-"), *GROUPED[1:]],
            "line 2: p_sad is '-', expected a probabil",
        ),
        (
            [r | {"p_contempt": 0} for r in GROUPED],
            "column 'p_contempt' belongs to no class; dataset",
        ),
        (
            [r | {"scheme": "grouped"} for r in GROUPED],
            "is given by both of the column scheme and ",
        ),
    ],
)
def test_a_wrong_table_is_one_sentence(rows, sentence, read):
    with pytest.raises(InputError) as error:
        read(rows)
    assert sentence in str(error.value)
    assert "theirs.tsv" in str(error.value) and "\n" not in str(error.value)


def test_missing_columns_and_schemes_are_one_sentence(read):
    with pytest.raises(
        InputError, match="column 'p_fear' is missing; expected clip_id, fold, p_an"
    ):
        read(GROUPED, drop=["p_fear"])
    with pytest.raises(InputError, match="column 'fold' is missing"):
        read(GROUPED, drop=["fold"])
    with pytest.raises(InputError, match=r"given by neither .* give one, from shuffle"):
        read(GROUPED, scheme=None)
    with pytest.raises(InputError, match="line 2: scheme 'loso' is not compared; evaluation"):
        read([r | {"scheme": "loso"} for r in GROUPED], scheme=None)
    with pytest.raises(InputError, match="found no row"):
        read(pd.DataFrame(GROUPED)[:0])


def test_scores_are_those_of_a_cross_validation(read):
    """Two of four right, with neutral; without it, two of three."""
    like = {
        "dataset": {"classes": CLASSES.as_json()},
        "protocol": {"confidence": 0.9, "bootstrap": {"draws": 100, "seed": 1}},
        "schemes": {"grouped": {"not_averaged": ["neutral"]}},
    }
    result = external_result("theirs", read(GROUPED), like)
    scores = result["schemes"]["grouped"]
    assert (scores["all_classes"]["correct"], scores["all_classes"]["clips"]) == (2, 4)
    assert (scores["without_neutral"]["correct"], scores["without_neutral"]["clips"]) == (2, 3)
    # Recall of anger 1/2, of happy 1; that of neutral, 0, is in no average.
    assert scores["all_classes"]["uar"] == pytest.approx(0.75)
    assert (result["model"], result["network"]) == ("theirs", "external")


def test_the_schema_describes_a_row():
    schema = schemas.load_schema("external")
    assert schemas.first_error(row("c0", 1, "sad"), schema) is None
    for wrong in ({"p_sad": 1.5}, {"fold": -1}, {"scheme": "folds"}):
        assert schemas.first_error(row("c0", 1, "sad") | wrong, schema) is not None

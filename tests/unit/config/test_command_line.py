"""Settings on the command line are read as YAML, as those of a file are."""

import pytest

from facemotion.config.command_line import typed


@pytest.mark.oddity("`--config 'splits={dataset: mine, folds: 3}'`", "numbers are read as numbers")
def test_nested_texts_are_read_as_a_file_would_be():
    given = {"splits": {"dataset": "mine", "folds": "3", "test_share": "0.2"}, "x": ["1", "null"]}
    assert typed(given) == {
        "splits": {"dataset": "mine", "folds": 3, "test_share": 0.2},
        "x": [1, None],
    }


def test_what_is_no_text_or_no_yaml_stays():
    assert typed({"a": 3, "b": "{x", "c": "S005", "d": ""}) == {
        "a": 3, "b": "{x", "c": "S005", "d": None,
    }  # fmt: skip


def test_what_yaml_takes_for_another_number_stays_a_text():
    given = {"folds": "010", "seed": "1:30"}
    assert typed(given) == given  # and is refused as one

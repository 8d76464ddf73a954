"""Names lead somewhere, and no two results have one name."""

import copy
from pathlib import Path

import pytest
import yaml

from facemotion.config.names import (
    check_class_names,
    check_external_names,
    check_references,
    check_result_names,
)
from facemotion.config.validation import validate_config
from facemotion.errors import InputError

DEFAULT = yaml.safe_load((Path(__file__).parents[3] / "config.yaml").read_text())
MODELS = (
    "tcn, lstm_people, tcn_people, tcn_paper, scn, tcn_differences, gravity_svm, fiducial_mlp, "
    "lstm, cnn_lstm, fan, fan_paper, deep_emotion, deep_emotion_paper, time_conv, displacement_svm"
)


def config_of(datasets=(), models=(), classes=None):
    """Make a config with more datasets and models, or with other classes."""
    config = copy.deepcopy(DEFAULT)
    entry, model = config["sequences"]["datasets"]["ckplus"], config["models"]["tcn"]
    config["sequences"]["datasets"] |= dict.fromkeys(datasets, entry)
    config["models"] |= dict.fromkeys(models, model)
    config["dataset"]["classes"] = classes or config["dataset"]["classes"]
    return config


def test_the_names_of_the_default_are_sound():
    for check in (check_references, check_class_names, check_result_names):
        assert check(DEFAULT) == ""


@pytest.mark.parametrize(
    ("key", "value", "name", "group"),
    [
        ("splits.dataset", "mmi", "mmi", "datasets"),
        ("evaluation.predict.model", "cnn", "cnn", "models"),
        ("models.tcn.trained_on", ["people", "mmi"], "mmi", "datasets"),
        ("evaluation.compare", {"tcn": 1, "cnn": 1}, "cnn", "models"),
        ("evaluation.as_published", {"tcn": "cnn"}, "cnn", "models"),
        ("report.model", "cnn", "cnn", "models"),
        ("clips.neutral.count", {"samm": 5, "mmi": 50}, "mmi", "datasets"),
        ("explanation.scores.timing", {"mmi": "x.tsv"}, "mmi", "datasets"),
        ("explanation.consenting_subjects", {"mmi": ["S1"]}, "mmi", "datasets"),
        ("spotting.tcn.trained_on", ["practice", "mmi"], "mmi", "videos"),
        ("spotting.shown", "mdmd", "mdmd", "spotters"),
    ],
)
def test_a_name_that_leads_nowhere_is_refused(key, value, name, group):
    config = copy.deepcopy(DEFAULT)
    *parents, last = key.split(".")
    part = config
    for parent in parents:
        part = part[parent]
    part[last] = value
    there, known = {
        "datasets": ("sequences.datasets", "ckplus, samm, people"),
        "models": ("models", MODELS),
        "videos": ("spotting.datasets", "samm_tracks, practice"),
        "spotters": ("spotting.spotters", "mdmd_landmarks, tcn"),
    }[group]
    sentence = f"{key} is {name!r}, which is not in {there}; choose one of {known}."
    assert check_references(config) == sentence
    with pytest.raises(InputError) as error:
        validate_config(config)
    assert str(error.value) == f"config.yaml: {sentence}"


@pytest.mark.parametrize(
    ("classes", "sentence"),
    [
        (
            {"happy": ["happy"], "joy": ["surprise", "happy"]},
            "dataset.classes: label 'happy' is in the classes 'happy' and 'joy'; keep it in one.",
        ),
        *(
            (
                {"low": ["sad"], name: ["happy"]},
                f"dataset.classes has a class {name!r}, a name reserved for results; rename it.",
            )
            for name in ("all", "overview")
        ),
    ],
)
def test_classes_that_cannot_be_told_apart_are_refused(classes, sentence):
    assert check_class_names(config_of(classes=classes)) == sentence
    with pytest.raises(InputError) as error:
        validate_config(config_of(classes=classes))
    assert str(error.value) == f"config.yaml: {sentence}"


@pytest.mark.parametrize(
    ("datasets", "models", "path", "first", "second"),
    [
        (
            ("samm", "paper_samm"),
            ("tcn", "tcn_paper"),
            "results/tcn_paper_samm.json",
            "model tcn on dataset paper_samm",
            "model tcn_paper on dataset samm",
        ),
        (
            ("cv_cv",),
            ("tcn", "tcn_cv"),
            "results/tcn_cv_cv.json",
            "the cross-validation of model tcn_cv",
            "model tcn on dataset cv_cv",
        ),
        (
            ("a", "a_frames"),
            (),
            "results/dataset/a_frames.h5",
            "the frames of dataset a",
            "the landmarks of dataset a_frames",
        ),
    ],
)
def test_names_that_collide_are_refused_naming_both(datasets, models, path, first, second):
    config = config_of(datasets, models)
    with pytest.raises(InputError) as error:
        validate_config(config)
    assert str(error.value) == (
        f"config.yaml: {path} would be both {first} and {second}; rename one of them."
    )


def test_names_that_are_alike_may_stand_side_by_side():
    validate_config(config_of(("a", "b_frames", "samm_2"), ("tcn_2", "tcn_a")))


@pytest.mark.parametrize(
    ("name", "entry", "sentence"),
    [
        (
            "tcn",
            {"path": "x.tsv"},
            "evaluation.external.tcn: tcn is a model of this config already; choose another name.",
        ),
        (
            "theirs",
            {"path": "x.tsv", "scheme": "loso"},
            "evaluation.external.theirs.scheme is 'loso', which is not compared; choose one of "
            "evaluation.schemes: shuffle, grouped.",
        ),
    ],
)
def test_predictions_from_elsewhere_have_names_and_schemes_of_their_own(name, entry, sentence):
    config = config_of()
    config["evaluation"]["external"] = {"theirs": {"path": "x.tsv", "scheme": "grouped"}}
    assert check_external_names(config) == ""
    config["evaluation"]["external"] = {name: entry}
    assert check_external_names(config) == sentence
    with pytest.raises(InputError) as error:
        validate_config(config)
    assert str(error.value) == f"config.yaml: {sentence}"

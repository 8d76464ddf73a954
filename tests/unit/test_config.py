"""A wrong configuration ends in one sentence that names key, finding and what is allowed."""

import copy
from pathlib import Path

import pytest
import yaml

from facemotion.config.syntax import check_syntax
from facemotion.config.validation import check_paths, restore_whole, validate_config, with_defaults
from facemotion.errors import InputError

ROOT = Path(__file__).parents[2]
DEFAULT = yaml.safe_load((ROOT / "config.yaml").read_text())


def changed(path, value):
    config = copy.deepcopy(DEFAULT)
    *parents, last = path.split("/")
    group = config
    for key in parents:
        group = group[key]
    group[last] = value
    return config


def test_the_default_is_valid():
    validate_config(DEFAULT)


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (
            "clips/neutrl",
            1,
            "config.yaml: unknown key 'clips.neutrl'; allowed here: frames, neutral.",
        ),
        (
            "landmarks/shards",
            "four",
            "config.yaml: landmarks.shards is 'four', but must be a whole number at least 1 and "
            "at most 999.",
        ),
        (
            "landmarks/shards",
            0,
            "config.yaml: landmarks.shards is 0, but must be a whole number at least 1 and at "
            "most 999.",
        ),
        (
            "splits/test_share",
            1.5,
            "config.yaml: splits.test_share is 1.5, but must be a number more than 0 and less "
            "than 1.",
        ),
        (
            "models/tcn/input",
            "movement",
            "config.yaml: models.tcn.input is 'movement', but must be one of image, motion, "
            "differences.",
        ),
        (
            "models/tcn/momentun",
            0.3,
            "config.yaml: unknown key 'models.tcn.momentun'; allowed here: network, input, "
            "learning_rate, decay, momentum, batch_size, epochs, seeds.",
        ),
        (
            "dataset/classes",
            {"happy": ["happy"], "low": ["sad", "sad"]},
            "config.yaml: dataset.classes.low is ['sad', 'sad'], but must be a list of length at "
            "least 1 and without repeats.",
        ),
        (
            "dataset/classes",
            {"happy": ["happy"], "low": ["pain"]},
            "config.yaml: dataset.classes.low.0 is 'pain', but must be one of anger, disgust, "
            "fear, happy, sad, surprise, neutral, contempt.",
        ),
        (
            "dataset/classes",
            {"happy": ["happy"], "joy": ["happy"]},
            "config.yaml: dataset.classes: label 'happy' is in the classes 'happy' and 'joy'; "
            "keep it in one.",
        ),
        (
            "dataset/classes",
            {"all": ["happy"], "low": ["sad"]},
            "config.yaml: dataset.classes has a class 'all', a name that results use; rename it.",
        ),
        (
            "models/tcn/network",
            "mine",
            "config.yaml: models.tcn.network is 'mine', but must be one of cnn_lstm, linear_svm, "
            "lstm, mlp, scn, tcn.",
        ),
        (
            "landmarks/backend",
            "mediapipe",
            "config.yaml: sequences.datasets.ckplus.landmarks.backend is 'mediapipe', but must be "
            "one of dlib, table.",
        ),
        (
            "splits/dataset",
            "mmi",
            "config.yaml: splits.dataset is 'mmi', which sequences.datasets does not have; choose "
            "one of ckplus, samm.",
        ),
        (
            "sequences/samm/label_table",
            7,
            "config.yaml: sequences.samm.label_table is 7, but must be a text or null.",
        ),
        (
            "clips/neutral/count",
            {"ckpluss": 50},
            "config.yaml: clips.neutral.count is 'ckpluss', which sequences.datasets does not "
            "have; choose one of ckplus, samm.",
        ),
        (
            "demo/ckplus/sequences",
            {"joy": 3},
            "config.yaml: unknown key 'demo.ckplus.sequences.joy'; allowed here: anger, contempt, "
            "disgust, fear, happy, sad, surprise, unlabelled, short.",
        ),
        (
            "sequences/datasets/ckplus/reader",
            "mmi",
            "config.yaml: sequences.datasets.ckplus.reader is 'mmi', but must be one of ckplus, "
            "custom, samm.",
        ),
        (
            "evaluation/predict_with",
            "cnn",
            "config.yaml: evaluation.predict_with is 'cnn', which models does not have; choose one "
            "of tcn, tcn_paper, scn, tcn_differences, gravity_svm, fiducial_mlp, lstm, cnn_lstm, "
            "displacement_svm.",
        ),
        (
            "sequences/datasets",
            {"my data": {"reader": "ckplus", "path": "x"}},
            "config.yaml: sequences.datasets has the name 'my data'; a name is letters, digits "
            "and _, begins with a letter, and a dataset cannot be called cv.",
        ),
        ("models", {}, "config.yaml: models has 0 entries, but needs 1."),
        ("clips", None, "config.yaml: clips is empty, but must be a group of keys."),
    ],
)
def test_a_mistake_is_one_sentence(path, value, sentence):
    with pytest.raises(InputError) as error:
        validate_config(changed(path, value))
    assert str(error.value) == sentence


def test_a_missing_key_is_named():
    config = copy.deepcopy(DEFAULT)
    del config["models"]["tcn"]["epochs"]
    with pytest.raises(InputError, match=r"key 'models\.tcn\.epochs' is missing"):
        validate_config(config)


RENDERED = {"results/demo/ckplus": "ckplus", "results/demo/samm": "samm"}


def test_a_folder_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    check_paths(DEFAULT, RENDERED)  # will be rendered
    config = changed("sequences/datasets/ckplus/path", "data/CK+")
    with pytest.raises(InputError, match=r"sequences\.datasets\.ckplus\.path is 'data/CK\+'"):
        check_paths(config, RENDERED)
    (tmp_path / "data" / "CK+").mkdir(parents=True)
    check_paths(config, RENDERED)


@pytest.mark.parametrize("path", ["results/demo/ckpuls", "results/demo", "results/demo/samm"])
def test_a_mistyped_demo_is_not_taken_for_one(tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results/demo/samm").mkdir(parents=True)
    if path == "results/demo":  # exists, and the reader will say that it is no dataset
        return check_paths(changed("sequences/datasets/ckplus/path", path), RENDERED)
    with pytest.raises(InputError, match="what the demo renders: results/demo/ckplus for reader"):
        check_paths(changed("sequences/datasets/ckplus/path", path), RENDERED)


@pytest.mark.parametrize("value", [2.0, True, "2", None])
def test_only_whole_numbers_are_whole_numbers(value):
    with pytest.raises(InputError, match=r"splits\.folds is .*, but must be a whole number"):
        validate_config(changed("splits/folds", value))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True])
def test_only_finite_numbers_are_numbers(value):
    with pytest.raises(InputError, match=r"learning_rate is .*, but must be a number"):
        validate_config(changed("models/tcn/learning_rate", value))


def test_two_results_with_one_name_are_refused():
    config = changed("models/tcn_cv", DEFAULT["models"]["tcn"])
    config["sequences"]["datasets"]["cv_cv"] = {"reader": "ckplus", "path": "x"}
    with pytest.raises(
        InputError,
        match=r"results/tcn_cv_cv\.json would be the cross-validation of model tcn_cv and model tcn on",
    ):
        validate_config(config)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"a: 1\nb: 2\na: 3\n", "c.yaml, line 3, column 1: the key 'a' stands twice; keep one"),
        (b"a:\n  on: 1\n", "c.yaml, line 2, column 3: found the key True, expected a text;"),
        (b"a: [1, 2\nb: 3\n", "c.yaml, line 2, column 2: "),
        (b"a:\n\tb: 1\n", "c.yaml, line 2, column 1: found character"),
        (b"# Gr\xf6\xdfe\n", "c.yaml: byte 4 is not UTF-8; save the file as UTF-8."),
        (b"", "c.yaml: found None, expected groups of keys"),
        (b"- 1\n", "c.yaml: found [1], expected groups of keys"),
        (b"\x00\x01", "c.yaml: is no YAML text"),
    ],
)
def test_a_file_that_is_no_configuration_is_a_sentence(tmp_path, text, sentence):
    (tmp_path / "c.yaml").write_bytes(text)
    with pytest.raises(InputError) as error:
        check_syntax(tmp_path / "c.yaml")
    assert str(error.value).startswith(sentence)
    assert "\n" not in str(error.value)


def test_the_default_has_sound_syntax():
    check_syntax(ROOT / "config.yaml")


def test_every_setting_of_the_schema_is_in_the_default():
    """The schema has no defaults of its own: config.yaml is where they stand."""
    schema = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())

    def walk(node, config, path):
        for key, sub in node.get("properties", {}).items():
            assert key in config, f"{path}.{key}"
            walk(sub, config[key], f"{path}.{key}")

    walk(schema, DEFAULT, "")


def test_changes_are_laid_over_the_defaults_group_by_group(tmp_path):
    (tmp_path / "config.yaml").write_text("a: {b: 1, c: {d: [1, 2], e: 3}}\nf: 4\n")
    changes = {"a": {"c": {"d": [5]}, "g": 6}, "h": {"i": 7}}
    assert with_defaults(changes, tmp_path / "config.yaml") == {
        "a": {"b": 1, "c": {"d": [5], "e": 3}, "g": 6},
        "f": 4,
        "h": {"i": 7},
    }
    assert changes == {"a": {"c": {"d": [5]}, "g": 6}, "h": {"i": 7}}
    assert with_defaults(DEFAULT, ROOT / "config.yaml") == DEFAULT


@pytest.mark.parametrize(
    ("datasets", "models", "path"),
    [
        (("samm", "paper_samm"), ("tcn", "tcn_paper"), "results/tcn_paper_samm.json"),
        (("a", "a_frames"), ("tcn",), "results/dataset/a_frames.h5"),
    ],
)
def test_names_that_collide_are_refused_naming_both(datasets, models, path):
    config = copy.deepcopy(DEFAULT)
    entry, model = config["sequences"]["datasets"]["ckplus"], config["models"]["tcn"]
    config["sequences"]["datasets"] |= dict.fromkeys(datasets, entry)
    config["models"] |= dict.fromkeys(models, model)
    with pytest.raises(InputError) as refused:
        validate_config(config)
    assert str(refused.value).startswith(f"config.yaml: {path} would be ")
    assert str(refused.value).endswith(" at once; rename one of them.")


@pytest.mark.parametrize("names", [("low", "high"), ("happy", "sad", "contempt")])
def test_classes_replace_those_of_the_default_as_a_whole(names):
    classes = {name: [label] for name, label in zip(names, ("sad", "happy", "contempt"))}
    given = {"dataset": {"classes": classes}}
    assert list(with_defaults(given, ROOT / "config.yaml")["dataset"]["classes"]) == [*names]
    merged = copy.deepcopy(DEFAULT)
    merged["dataset"]["classes"] |= classes
    restore_whole(merged, given)
    assert merged["dataset"]["classes"] == classes
    validate_config(merged)

"""A wrong configuration ends in one sentence that names key, finding and what is allowed."""

import copy
from pathlib import Path

import pytest
import yaml

from facemotion.config.validation import check_paths, restore_whole, validate_config, with_defaults
from facemotion.errors import InputError

ROOT = Path(__file__).parents[3]
DEFAULT = yaml.safe_load((ROOT / "config.yaml").read_text())
RENDERED = {
    "results/demo/ckplus": "ckplus",
    "results/demo/samm": "samm",
    "results/demo/people": "tracks",
    "results/demo/samm_tracks": "tracks",
    "results/demo/practice": "tracks",
}


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
            "frontal, differences.",
        ),
        (
            "models/tcn/momentun",
            0.3,
            "config.yaml: unknown key 'models.tcn.momentun'; allowed here: network, input, "
            "learning_rate, batch_size, epochs, decay, momentum, seeds, trained_on, optimizer.",
        ),
        (
            "dataset/classes",
            {"happy": ["happy"], "low": ["sad", "sad"]},
            "config.yaml: dataset.classes.low is ['sad', 'sad'], but must be a list of length at "
            "least 1 and without duplicates.",
        ),
        (
            "dataset/classes",
            {"happy": ["happy"], "low": ["pain"]},
            "config.yaml: dataset.classes.low.0 is 'pain', but must be one of anger, disgust, "
            "fear, happy, sad, surprise, neutral, contempt.",
        ),
        (
            "dataset/classes",
            {"happy": ["happy"]},
            "config.yaml: dataset.classes has 1 entries, but needs 2.",
        ),
        (
            "dataset/classes",
            {f"c{k}": ["happy"] for k in range(9)},
            "config.yaml: dataset.classes has 9 entries, but can have at most 8.",
        ),
        (
            "clips/frames",
            1,
            "config.yaml: clips.frames is 1, but must be a whole number at least 2 and at most "
            "1000.",
        ),
        (
            "models/tcn/network",
            "mine",
            "config.yaml: models.tcn.network is 'mine', but must be one of cnn_lstm, deep_emotion, "
            "fan, linear_svm, lstm, mlp, scn, tcn, time_conv.",
        ),
        (
            "landmarks/backend",
            "openpose",
            "config.yaml: sequences.datasets.ckplus.landmarks.backend is 'openpose', but must be "
            "one of dataset, dlib, mediapipe, openface, pyfeat, table, tracks.",
        ),
        (
            "spotting/spotters",
            ["tcn", "magic"],
            "config.yaml: spotting.spotters.1 is 'magic', but must be one of mdmd, "
            "mdmd_landmarks, tcn.",
        ),
        (
            "spotting/datasets/samm_tracks/reader",
            "mmi",
            "config.yaml: spotting.datasets.samm_tracks.reader is 'mmi', but must be one of "
            "casme2, casme3, samm, table, tracks, video.",
        ),
        (
            "sequences/samm/label_table",
            7,
            "config.yaml: sequences.samm.label_table is 7, but must be text or null.",
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
            "custom, samm, tracks.",
        ),
        (
            "sequences/datasets",
            {"my data": {"reader": "ckplus", "path": "x"}},
            "config.yaml: sequences.datasets has the name 'my data'; names consist of letters, "
            "digits and _, begin with a letter, and a dataset cannot be called cv.",
        ),
        ("models", {}, "config.yaml: models has 0 entries, but needs 1."),
        ("clips", None, "config.yaml: clips is empty, but must be a group of keys."),
    ],
)
def test_a_mistake_is_one_sentence(path, value, sentence):
    with pytest.raises(InputError) as error:
        validate_config(changed(path, value))
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("model", "key"), [("tcn", "epochs"), ("scn", "pooling_px"), ("gravity_svm", "regularization")]
)
def test_a_missing_key_is_named(model, key):
    config = copy.deepcopy(DEFAULT)
    del config["models"][model][key]
    with pytest.raises(InputError, match=rf"key 'models\.{model}\.{key}' is missing"):
        validate_config(config)


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (
            "gravity_svm/epochs",
            3,
            "unknown key 'models.gravity_svm.epochs'; allowed here: network, input, "
            "regularization, seeds, trained_on.",
        ),
        (
            "fiducial_mlp/hidden",
            0,
            "models.fiducial_mlp.hidden is 0, but must be a whole number at least 1.",
        ),
        (
            "scn/pooling_px",
            2.5,
            "models.scn.pooling_px is 2.5, but must be a whole number or null at least 1.",
        ),
        ("scn/input", "motion", "models.scn.input is 'motion', but must be one of frames."),
        (
            "tcn/momentum",
            1,
            "models.tcn.momentum is 1, but must be a number at least 0 and less than 1.",
        ),
        (
            "lstm/seeds",
            [1, 1],
            "models.lstm.seeds is [1, 1], but must be a list of length at least 1 and without "
            "duplicates.",
        ),
    ],
)
def test_settings_of_a_model_are_what_its_network_declares(path, value, sentence):
    with pytest.raises(InputError) as error:
        validate_config(changed(f"models/{path}", value))
    assert str(error.value) == f"config.yaml: {sentence}"


def with_landmarks(**landmarks):
    return changed("sequences/datasets/ckplus/landmarks", landmarks)


@pytest.mark.parametrize(
    ("landmarks", "sentence"),
    [
        (
            {"backend": "openpose"},
            "sequences.datasets.ckplus.landmarks.backend is 'openpose', but must be one of "
            "dataset, dlib, mediapipe, openface, pyfeat, table, tracks.",
        ),
        (
            {"face_px": 5},
            "sequences.datasets.ckplus.landmarks.face_px is 5, but must be a whole number at least "
            "100 and at most 2000.",
        ),
        (
            {"files": "{sequence_id}.csv"},  # of another backend
            "unknown key 'sequences.datasets.ckplus.landmarks.files'; allowed here: detection_px, "
            "face_px, smallest_face_px, precision.",
        ),
        *(
            (
                {"backend": "table", "files": files},
                f"sequences.datasets.ckplus.landmarks.files is {files!r}, but must be a path below "
                "the dataset's folder that contains {sequence_id} and no other braces.",
            )
            for files in ("all.csv", "/data/{sequence_id}.csv", "{sequence_id}_{frame}.csv")
        ),
    ],
)
def test_landmarks_of_a_dataset_are_what_its_backend_declares(landmarks, sentence):
    with pytest.raises(InputError) as error:
        validate_config(with_landmarks(**landmarks))
    assert str(error.value) == f"config.yaml: {sentence}"


def test_a_dataset_may_choose_its_backend_with_settings_of_its_own():
    validate_config(with_landmarks(backend="table", files="a/{sequence_id}/{sequence_id}.csv"))
    validate_config(with_landmarks(detection_px=640))
    tables = {"reader": "custom", "path": "x.tsv", "landmarks": {"backend": "table"}}
    validate_config(changed("sequences/datasets/mine", tables))


@pytest.mark.parametrize("name", ["openpose", "samm"])
def test_settings_of_a_backend_that_is_not_there_are_refused(name):
    with pytest.raises(
        InputError, match=rf"landmarks\.{name} is .*, but must be one of dataset, dl"
    ):
        validate_config(changed(f"landmarks/{name}", {}))


@pytest.mark.parametrize(
    ("agreement", "sentence"),
    [
        ({"ckplus": {"backend": "openpose"}}, "agreement.ckplus.backend is 'openpose', but must"),
        ({"ckplus": {"backend": "dlib", "face_px": 5}}, "agreement.ckplus.face_px is 5, but must"),
        (
            {"mine": {"backend": "dlib"}},
            "landmarks.agreement is 'mine', which is not in sequences.da",
        ),
        ({"ckplus": {}}, "key 'landmarks.agreement.ckplus.backend' is missing"),
    ],
)
def test_a_second_backend_is_checked_as_the_first(agreement, sentence):
    with pytest.raises(InputError, match=sentence):
        validate_config(changed("landmarks/agreement", agreement))


@pytest.mark.parametrize("key", ["sequences/samm/label_table", "explanation/scores/timing/samm"])
def test_a_table_that_is_not_there_is_named(tmp_path, monkeypatch, key):
    monkeypatch.chdir(tmp_path)
    config = changed(key, "mine.tsv")
    validate_config(config)
    with pytest.raises(InputError, match=rf"{key.replace('/', '.')} is 'mine.tsv', but there is"):
        check_paths(config, RENDERED)
    (tmp_path / "mine.tsv").write_text("x")
    check_paths(config, RENDERED)


def test_long_videos_and_submissions_that_are_not_there_are_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = changed("spotting/datasets/mine", {"reader": "video", "path": "clip.mp4"})
    with pytest.raises(InputError, match=r"spotting\.datasets\.mine\.path is 'clip\.mp4', but"):
        check_paths(config, RENDERED)
    truth = {"reader": "samm", "path": "V3.xlsx"}
    config = changed("spotting/submissions/theirs", {"file": "p.csv", "truth": truth})
    with pytest.raises(InputError, match=r"spotting\.submissions\.theirs\.file is 'p\.csv', but"):
        check_paths(config, RENDERED)


def test_a_sample_sheet_is_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = changed("sequences/datasets/mine", {"reader": "custom", "path": "mine"})
    (tmp_path / "mine").mkdir()
    with pytest.raises(InputError, match=r"no such sample sheet \(a file\) for reader custom"):
        check_paths(config, RENDERED)
    config["sequences"]["datasets"]["mine"]["path"] = "mine.tsv"
    (tmp_path / "mine.tsv").write_text("clip\tpath\n")
    check_paths(config, RENDERED)


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
    "names",
    [
        ("low", "high"),
        ("happy", "sad", "contempt"),
        ("anger", "disgust", "fear", "happy", "sad", "surprise", "neutral", "contempt"),
    ],
)
def test_classes_replace_those_of_the_default_as_a_whole(names):
    labels = ("contempt", "neutral", "surprise", "sad", "happy", "fear", "disgust", "anger")
    classes = {name: [label] for name, label in zip(names, labels, strict=False)}
    given = {"dataset": {"classes": classes}}
    merged = with_defaults(given, ROOT / "config.yaml")
    assert list(merged["dataset"]["classes"].items()) == list(classes.items())
    assert merged["dataset"]["max_failed_share"] == DEFAULT["dataset"]["max_failed_share"]
    # Snakemake mixes the defaults in.
    merged["dataset"]["classes"] = DEFAULT["dataset"]["classes"] | classes
    restore_whole(merged, given)
    assert list(merged["dataset"]["classes"].items()) == list(classes.items())
    validate_config(merged)


@pytest.mark.parametrize("given", [{}, {"dataset": {"max_failed_share": 0.5}}, {"dataset": 3}])
def test_classes_that_are_not_given_stay(given):
    config = copy.deepcopy(DEFAULT)
    restore_whole(config, given)
    assert config == DEFAULT


def test_a_label_may_be_in_no_class():
    validate_config(changed("dataset/classes", {"low": ["sad", "anger"], "rest": ["neutral"]}))

"""Datasets as the config has them."""

import copy
from pathlib import Path

import pytest
import yaml

from facemotion.config.datasets import backend_choice, make_datasets

DEFAULT = yaml.safe_load((Path(__file__).parents[3] / "config.yaml").read_text())
RENDERED = {
    "results/demo/ckplus": "ckplus",
    "results/demo/samm": "samm",
    "results/demo/people": "tracks",
}


def make(usual=None, **entry):
    """Make one dataset, beside those of the default config; `usual` are landmarks of all."""
    config = copy.deepcopy(DEFAULT)
    config["sequences"]["datasets"]["mine"] = entry
    config["landmarks"] |= usual or {}
    return make_datasets(config, RENDERED)["mine"]


def test_the_default_has_two_rendered_datasets_and_people_without_pictures():
    datasets = make_datasets(DEFAULT, RENDERED)
    assert list(datasets) == ["ckplus", "samm", "people"]
    people = datasets.pop("people")
    assert (people.reader, people.backend, people.paper) == ("tracks", "tracks", "")
    assert people.rendered and people.has_labels and not people.has_images
    for name, dataset in datasets.items():
        assert (dataset.name, dataset.reader, dataset.paper) == (name, name, name)
        assert dataset.path == dataset.root == f"results/demo/{name}"
        assert dataset.rendered and dataset.has_images and dataset.has_labels
        assert not dataset.keeps_unlabelled
        assert dataset.backend == "dlib"
        others = {"smallest_face_px": 80, "precision": "normal"}
        assert dataset.backend_settings == {"detection_px": 480, "face_px": 600} | others


@pytest.mark.parametrize(
    ("reader", "path", "rendered"),
    [
        ("ckplus", "results/demo/ckplus", True),
        ("ckplus", "results/demo/ckplus/", True),
        ("samm", "results/demo/ckplus", False),
        ("ckplus", "data/CK+", False),
    ],
)
def test_only_what_the_demo_makes_for_a_reader_is_rendered(reader, path, rendered):
    assert make(reader=reader, path=path).rendered == rendered


@pytest.mark.parametrize(("path", "root"), [("data/clips.tsv", "data"), ("clips.tsv", ".")])
def test_the_root_of_a_sheet_is_its_folder(path, root):
    dataset = make(reader="custom", path=path)
    assert (dataset.path, dataset.root) == (path, root)
    assert dataset.keeps_unlabelled and not dataset.has_labels and not dataset.rendered
    assert dataset.paper == ""


@pytest.mark.parametrize(
    ("reader", "landmarks", "has_images"),
    [
        ("custom", {}, True),
        ("custom", {"backend": "table"}, False),
        ("custom", {"backend": "table", "files": "{sequence_id}.csv"}, True),
        ("ckplus", {"backend": "table", "files": "{sequence_id}.csv"}, True),
    ],
)
def test_sequences_that_are_tables_have_no_images(reader, landmarks, has_images):
    assert make(reader=reader, path="x", landmarks=landmarks).has_images == has_images


def test_a_datasets_own_landmark_settings_go_first():
    usual = {"backend": "table", "table": {"min_confidence": 0.5, "face_id": 2}}
    own = {"files": "{sequence_id}.csv", "face_id": 0}
    dataset = make(usual, reader="ckplus", path="x", landmarks=own)
    assert dataset.backend == "table"
    assert dataset.backend_settings == {
        "files": "{sequence_id}.csv",
        "min_confidence": 0.5,
        "face_id": 0,
        "image_size": None,
        "first_frame": 1,
    }
    assert own == {"files": "{sequence_id}.csv", "face_id": 0}


def test_settings_of_another_backend_are_left_out():
    landmarks = {"backend": "dlib", "dlib": {"face_px": 300}, "table": {"face_id": 2}}
    assert backend_choice({}, landmarks) == ("dlib", {"face_px": 300})
    assert backend_choice({"landmarks": {"backend": "table"}}, landmarks) == (
        "table",
        {"face_id": 2},
    )


def test_what_a_result_says_of_its_dataset():
    assert make(reader="custom", path="x.tsv", landmarks={"backend": "table"}).describe() == {
        "name": "mine",
        "reader": "custom",
        "path": "x.tsv",
        "has_images": False,
        "rendered": False,
        "paper": "",
    }

"""What extending.md and networks.md show, executed; external predictions: test_model_runs.py."""

import json
import shutil

import h5py
import numpy as np
import pandas as pd
import pytest

from extending import SECTIONS, blocks, follow, write_files
from facemotion.sequences.table import frame_path, parse_ranges, read_sequences

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("section", SECTIONS)
def test_each_way_takes_at_most_15_lines_a_file(section):
    assert blocks(section)
    for path, text in blocks(section).items():
        assert len(text.splitlines()) <= 15, path


def test_a_class_set(project):
    result = follow("A class set", project)
    scores = result["schemes"]["grouped"]["all_classes"]
    assert scores["confusion"]["columns"] == ["negative", "positive", "surprise"]
    assert scores["clips"] == 24  # with contempt, without neutral


def test_a_dataset(project):
    """The folders are those of the demo, named and numbered otherwise."""
    sequences = read_sequences(project.folder / "results/sequences/ckplus.tsv")
    for row in sequences[sequences["status"] == "ok"].to_dict("records"):
        folder = project.folder / f"theirs/{row['sequence_id']}_{row['emotion']}"
        folder.mkdir(parents=True)
        for k, number in enumerate(parse_ranges(row["frame_numbers"]), start=1):
            image = project.folder / "results/demo/ckplus" / frame_path(row, number)
            shutil.copy(image, folder / f"{k:04d}.png")
    result = follow("A dataset", project)
    assert "Nothing to be done" in project.snakemake("-n", "results/dataset/ckplus.h5")
    assert result["dataset"]["reader"] == "theirs"
    assert result["schemes"]["grouped"]["all_classes"]["clips"] == 24
    assert "Nothing to be done" in project.snakemake(
        "-n", "results/tcn_cv.json", "--configfile", "theirs.yaml"
    )
    changed = folder / "0003.png"
    changed.write_bytes(changed.read_bytes() + b"\0")
    jobs = project.jobs("-n", "results/tcn_cv.json", "--configfile", "theirs.yaml")
    assert jobs["index_sequences"] == 1


def test_a_landmark_backend(project):
    """The arrays hold dlib's landmarks where there are some, so the scores stay."""
    before = (project.folder / "results/tcn_cv.txt").read_text()
    folder = project.folder / "results/demo/ckplus/landmarks"
    folder.mkdir()
    with h5py.File(project.folder / "results/landmarks/ckplus.h5") as file:
        ids, numbers = file["sequence_id"].asstr()[:], file["frame_number"][:]
        points = file["landmarks"][:]
    for name in set(ids):
        array = np.full((numbers.max(), 68, 2), np.nan, "f4")
        array[numbers[ids == name] - 1] = points[ids == name]
        np.save(folder / f"{name}.npy", array)
    follow("A landmark backend", project)
    with h5py.File(project.folder / "results/dataset/ckplus.h5") as file:
        assert file.attrs["backend"] == "arrays 1"
    assert (project.folder / "results/tcn_cv.txt").read_text() == before
    np.save(folder / f"{name}.npy", array + 1)
    command = ("-n", "results/landmarks/ckplus.h5", "--configfile", "arrays.yaml")
    assert project.jobs(*command)["shard_frames"] == 1


def test_a_network_of_your_own(project):
    project.configure({"evaluation": {"schemes": ["grouped"]}})
    result = follow("A network of your own", project)
    assert result["network"] == "mynet:MyNet"
    # 16 filters 3 × 3 over two channels; 17 × 5 cells of each are left.
    assert result["parameters"] == 16 * (18 + 1) + 7 * (16 * 17 * 5 + 1)
    checks = json.loads((project.folder / "results/cam/mynet/checks.json").read_text())
    methods = {"gradcam_relu", "hirescam_relu", "integrated_gradients"}
    assert checks["methods"].keys() == methods
    trained = "results/models/ckplus/tcn/grouped/seed1/fold0/weights.safetensors"
    targets = ("-n", trained, "results/mynet_cv.json")
    settings = project.folder / "mynet.yaml"
    settings.write_text(settings.read_text().replace("seeds", "layers: [conv], seeds"))
    options = ("--configfile", "mynet.yaml")
    jobs = project.jobs(*targets, "results/cam/mynet/maps.h5", *options)
    assert jobs == {"compute_cam": 2, "merge_cam": 1, "cross_validate": 1}
    module = project.folder / "mynet.py"
    module.write_text(module.read_text().replace("MaxPool2d", "AvgPool2d"))
    assert project.jobs(*targets, *options) == {"train_fold": 2, "cross_validate": 1}


def test_a_network_of_this_project(project):
    project.configure({"evaluation": {"schemes": ["grouped"]}})
    result = follow("A network of this project", project)
    assert result["network"] == "gru"
    # Three gates of 136 inputs and 64 states, with two biases, and the dense layer.
    assert result["parameters"] == 3 * 64 * (136 + 64 + 2) + 7 * 65


def test_a_spotter(project):
    _, *options = write_files("A spotter", project)
    found = "results/spotting/samm_tracks.mouth.tsv"  # what follows is that of any spotter
    project.snakemake("--cores", "2", found, *options)
    table = pd.read_csv(project.folder / found, sep="\t")
    assert set(table["type"]) == {"macro"} and {0, 1} <= set(table["choice"])
    jobs = project.jobs("-n", "results/spotting/samm_tracks.json", *options)
    assert "choose_intervals" in jobs and "train_spotter" not in jobs

"""docs/extending.md, executed as it is written."""

import json
import re
import shutil

import h5py
import numpy as np
import pandas as pd
import pytest

from facemotion.sequences.table import frame_path, parse_ranges, read_sequences
from projects import ROOT, Project

pytestmark = pytest.mark.slow
SECTIONS = dict(
    section.split("\n", 1)
    for section in (ROOT / "docs/extending.md").read_text().split("\n## ")[1:]
)


def blocks(section: str) -> dict[str, str]:
    """Find the files of a section: the first line of each block names it."""
    found = re.findall(r"^```\w+\n(# (\S+)\n.*?)^```$", SECTIONS[section], flags=re.M | re.S)
    return {path: text for text, path in found}


def follow(section: str, project: Project) -> dict:
    """Write the files of a section and run its command; give the result."""
    target, *options = write_files(section, project)
    project.snakemake("--cores", "2", target, *options)
    return json.loads((project.folder / target).read_text())


def write_files(section: str, project: Project) -> list[str]:
    """Write the files of a section; give the arguments of its command."""
    for path, text in blocks(section).items():
        (project.folder / path).parent.mkdir(exist_ok=True)
        (project.folder / path).write_text(text)
    (command,) = re.findall(r"^    snakemake --cores 8 (.*)$", SECTIONS[section], flags=re.M)
    return command.split()


@pytest.mark.parametrize("section", SECTIONS)
def test_each_way_takes_at_most_15_lines_a_file(section):
    assert blocks(section)
    for path, text in blocks(section).items():
        assert len(text.splitlines()) <= 15, path


def test_a_class_set(project):
    result = follow("A class set", project)
    scores = result["schemes"]["grouped"]["all_classes"]
    assert scores["confusion"]["columns"] == ["negative", "positive", "surprise"]
    assert scores["clips"] == 21  # with contempt, without neutral


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
    result = follow("A network of your own", project)
    assert result["network"] == "mynet:MyNet"
    # 16 filters 3 × 3 over two channels; 17 × 5 cells of each are left.
    assert result["parameters"] == 16 * (18 + 1) + 7 * (16 * 17 * 5 + 1)
    checks = json.loads((project.folder / "results/cam/mynet/checks.json").read_text())
    methods = {"gradcam_relu", "hirescam_relu", "integrated_gradients"}
    assert checks["methods"].keys() == methods
    own = ("-n", "results/tcn_cv.json", "results/mynet_cv.json", "--configfile", "mynet.yaml")
    settings = project.folder / "mynet.yaml"
    settings.write_text(settings.read_text().replace("seeds", "layers: [conv], seeds"))
    jobs = project.jobs(*own, "results/cam/mynet/maps.h5")
    assert jobs == {"compute_cam": 2, "merge_cam": 1, "cross_validate": 1}
    module = project.folder / "mynet.py"
    module.write_text(module.read_text().replace("MaxPool2d", "AvgPool2d"))
    assert project.jobs(*own) == {"train_fold": 4, "cross_validate": 1}


def test_predictions_from_elsewhere(project):
    """Those of our own network under another name are as good as it, and as sure of nothing."""
    project.configure({"evaluation": {"compare": None}})
    project.configure({"evaluation": {"compare": {"tcn": 1}}})
    folders = sorted(project.folder.glob("results/models/ckplus/tcn/grouped/seed1/fold*"))
    tables = [pd.read_csv(f / "predictions.tsv", sep="\t").assign(fold=k)
              for k, f in enumerate(folders)]  # fmt: skip
    theirs = project.folder / "theirs.tsv"
    pd.concat(tables).to_csv(theirs, sep="\t", index=False)
    comparison = follow("Predictions from elsewhere", project)
    rows = {(r["model"], r["scheme"], r["classes"]): r for r in comparison["rows"]}
    for classes in ("all", "without_neutral"):
        ours, other = (rows[model, "grouped", classes] for model in ("tcn", "theirs"))
        same = ("clips", "correct", "accuracy", "accuracy_low", "uar_high", "macro_f1_low")
        assert [ours[key] for key in same] == [other[key] for key in same]
        assert (other["network"], other["parameters"]) == ("external", None)
    assert ("theirs", "shuffle", "all") not in rows
    assert {(t["a"], t["b"], t["only_a"], t["only_b"], t["p"]) for t in comparison["tests"]} == {
        ("tcn", "theirs", 0, 0, 1.0)
    }
    table = (project.folder / "results/comparison.tsv").read_text()
    assert "\t330119\t" in table  # a whole number beside empty cells
    options = ("results/comparison.json", "--configfile", "elsewhere.yaml")
    theirs.write_text(theirs.read_text().replace("\t0\n", "\t1\n", 1))
    output = project.snakemake("--cores", "1", *options, check=False)
    assert "ERROR compare_models: theirs.tsv, line 2: clip '" in output
    assert (
        "is in fold 1, but the frozen folds of grouped test it in 0; train and test with" in output
    )


def test_a_network_of_this_project(project):
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

"""Other classes, other lengths, and data without images: by the config alone, up to the page."""

import json
import shutil
import subprocess
import sys

import h5py
import numpy as np
import pandas as pd
import pytest
import yaml

from projects import Project

pytestmark = pytest.mark.slow
PAGE = "results/report.html"
WITH_CONTEMPT = {
    **{n: [n] for n in ("anger", "contempt", "disgust", "fear", "happy", "sad", "surprise")},
    "neutral": ["neutral"],
}
VALENCE = {
    "negative": ["anger", "disgust", "fear", "sad"],
    "positive": ["happy"],
    "surprise": ["surprise"],
}


@pytest.fixture
def linked(finished, tmp_path) -> Project:
    """The small project without its results, but for the rendered faces."""
    project = finished.copy(tmp_path / "project")
    for folder in (project.folder / "results").iterdir():
        if folder.name not in ("demo", "landmarks", "sequences", "clips", "frames"):
            shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
    return project


def run(project: Project, settings: dict, *targets: str) -> dict:
    """Run with settings of a file beside the defaults, as users do; give the result."""
    settings = {"evaluation": {"schemes": ["grouped"]}, **settings}
    (project.folder / "mine.yaml").write_text(yaml.safe_dump(settings, sort_keys=False))
    project.snakemake("--cores", "2", *targets, "--configfile", "mine.yaml")
    return json.loads((project.folder / "results/tcn_cv.json").read_text())


def maps_of(project: Project) -> h5py.File:
    return h5py.File(project.folder / "results/cam/tcn/maps.h5")


def test_eight_classes_and_short_clips_are_config_alone_up_to_the_page(linked):
    settings = {
        "dataset": {"classes": WITH_CONTEMPT},
        "clips": {"frames": 10},
        "report": {"causes": False},
    }
    result = run(linked, settings, PAGE, "results/cam/tcn/checks.svg")
    check_result(linked, result, WITH_CONTEMPT, clips=20 + 4 + 4, frames=10)
    with h5py.File(linked.folder / "results/cam/tcn/planted.h5") as planted:
        assert planted["maps"].shape[1] == len(WITH_CONTEMPT)
    page = (linked.folder / PAGE).read_text()
    assert f'"classes":{json.dumps(list(WITH_CONTEMPT), separators=(",", ":"))}' in page
    assert "28 clips of 10 frames" in page
    assert '"frames":10,' in page
    assert "99.57" not in page
    assert "Not available: report.causes is false in the config." in page


def test_three_classes_and_long_clips_are_config_alone(linked):
    settings = {"dataset": {"classes": VALENCE}, "clips": {"frames": 30}}
    result = run(linked, settings, "results/tcn_cv.json", "results/cam/tcn/maps.h5")
    check_result(linked, result, VALENCE, clips=20, frames=30)


def check_result(project: Project, result: dict, classes: dict, clips: int, frames: int) -> None:
    assert result["dataset"]["frames"] == frames
    assert list(result["dataset"]["classes"].items()) == list(classes.items())
    assert result["paper"] == {}
    scheme = result["schemes"]["grouped"]
    assert scheme["all_classes"]["confusion"]["columns"] == list(classes)
    assert ("without_neutral" in scheme) == ("neutral" in classes)
    assert scheme["all_classes"]["clips"] == clips
    with h5py.File(project.folder / "results/dataset/ckplus.h5") as dataset:
        assert dataset["landmarks"].shape[1:] == (frames, 68, 2)
    with maps_of(project) as maps:
        assert list(maps.attrs["classes"]) == list(classes)
        assert maps["probabilities"].shape == (clips, len(classes))
        assert maps["maps"].shape == (clips, 5, 2, 68, frames)


def test_clips_too_short_for_a_network_are_refused_before_anything_runs(project):
    project.configure({"clips": {"frames": 6}})
    output = project.snakemake("-n", check=False)
    assert "network tcn needs clips of at least 7 frames, found 6" in output
    assert "Traceback" not in output


@pytest.fixture
def tables(linked) -> Project:
    """A dataset of landmark tables alone, made of the demo's landmarks; no image is left."""
    sequences = pd.read_csv(linked.folder / "results/sequences/ckplus.tsv", sep="\t", dtype=str)
    sequences = sequences[sequences["status"] == "ok"]
    with h5py.File(linked.folder / "results/landmarks/ckplus.h5") as file:
        ids, numbers = file["sequence_id"].asstr()[:], file["frame_number"][:]
        points = file["landmarks"][:]
    columns = ["frame", *(f" {axis}_{k}" for axis in "xy" for k in range(68))]
    rows = []
    for row in sequences.itertuples():
        chosen = ids == row.sequence_id
        values = np.column_stack([numbers[chosen], points[chosen, :, 0], points[chosen, :, 1]])
        table = pd.DataFrame(values, columns=columns).astype({"frame": int})
        path = linked.folder / f"own/{row.sequence_id}.csv"
        path.parent.mkdir(exist_ok=True)
        table.to_csv(path, index=False)
        rows.append((row.sequence_id, path.name, row.subject, row.emotion))
    sheet = pd.DataFrame(rows, columns=["clip", "path", "subject", "emotion"])
    sheet.to_csv(linked.folder / "own/clips.tsv", sep="\t", index=False)
    shutil.rmtree(linked.folder / "results")
    return linked


TABLES = {
    "sequences": {
        "datasets": {
            "faces": {
                "reader": "custom", "path": "own/clips.tsv", "landmarks": {"backend": "table"},
            },
        },
    },
    "clips": {"neutral": {"count": {"faces": 4}}},
    "splits": {"dataset": "faces"},
    "report": {"causes": False},
}  # fmt: skip


def test_landmark_tables_without_an_image_run_to_the_page(tables):
    result = run(tables, TABLES, PAGE)
    assert result["dataset"]["has_images"] is False
    assert result["schemes"]["grouped"]["all_classes"]["clips"] == 24
    with h5py.File(tables.folder / "results/dataset/faces.h5") as dataset:
        assert dataset.attrs["backend"] == "table 1"
        assert not dataset.attrs["has_images"]
    page = (tables.folder / PAGE).read_text()
    assert page.count("This dataset has landmarks only, no images.") == 24
    refused = tables.snakemake(
        "-n", "results/scn_cv.json", "--configfile", "mine.yaml", check=False
    )
    assert "dataset faces consists of landmark tables and has no images" in refused
    assert "Traceback" not in refused
    changed = sorted((tables.folder / "own").glob("*.csv"))[0]
    changed.write_text(changed.read_text() + "\n")
    jobs = tables.jobs("--cores", "2", "results/tcn_cv.json", "--configfile", "mine.yaml")
    assert jobs["extract_landmarks"] == 1
    assert {"index_sequences", "normalize_landmarks", "train_fold"} <= jobs.keys()
    assert "Nothing to be done" in tables.snakemake(
        "-n", "results/tcn_cv.json", "--configfile", "mine.yaml"
    )


def test_ckplus_is_read_by_its_own_landmarks_without_an_image(linked):
    for folder in ("landmarks", "sequences", "clips", "frames"):
        shutil.rmtree(linked.folder / "results" / folder)
    shutil.copytree(linked.folder / "results/demo/ckplus", linked.folder / "CK+")
    shutil.rmtree(linked.folder / "CK+/cohn-kanade-images")
    entry = {"reader": "ckplus", "path": "CK+"}
    target = ("results/dataset/ckplus.h5", "--configfile", "mine.yaml")
    configured = {"sequences": {"datasets": {"ckplus": entry}}}
    (linked.folder / "mine.yaml").write_text(yaml.safe_dump(configured))
    output = linked.snakemake("--cores", "1", *target, check=False)
    assert "use its own landmarks: landmarks: {backend: dataset, images: false}" in output
    entry["landmarks"] = {"backend": "dataset", "images": False}
    (linked.folder / "mine.yaml").write_text(yaml.safe_dump(configured))
    linked.snakemake("--cores", "2", *target)
    with h5py.File(linked.folder / "results/dataset/ckplus.h5") as file:
        assert file.attrs["backend"] == "dataset 1"
        assert not file.attrs["has_images"]
        assert (file["frame_status"][:] == 0).all() and len(file["label"]) == 24
    used = pd.read_csv(linked.folder / "results/frames/ckplus.tsv", sep="\t")["sequence_id"][0]
    changed = next((linked.folder / "CK+/Landmarks").rglob(f"{used}_*.txt"))
    changed.write_text(changed.read_text() + "\n")
    assert "extract_landmarks" in linked.jobs("--cores", "2", *target)


def test_tables_beside_images_are_watched(project):
    """A dataset with images may have its landmarks in tables too: one for each sequence."""
    table = "frame," + ",".join(f"{axis}_{k}" for axis in "xy" for k in range(68)) + "\n"
    for row in pd.read_csv(project.folder / "results/frames/ckplus.tsv", sep="\t").itertuples():
        path = project.folder / f"results/demo/ckplus/tables/{row.sequence_id}.csv"
        path.parent.mkdir(exist_ok=True)
        points = ",".join(str(100 + 3 * (k % 68) + k // 68) for k in range(136))
        path.write_text(table + "".join(f"{n},{points}\n" for n in range(1, 70)))
    entry = {"landmarks": {"backend": "table", "files": "tables/{sequence_id}.csv"}}
    project.configure({"sequences": {"datasets": {"ckplus": entry}}})
    project.snakemake("--cores", "2", "results/landmarks/ckplus.h5")
    with h5py.File(project.folder / "results/landmarks/ckplus.h5") as file:
        assert file.attrs["backend"] == "table 1"
        assert (file["frame_status"][:] == 0).all()
    path.write_text(path.read_text() + "\n")
    jobs = project.jobs("--cores", "2", "results/landmarks/ckplus.h5")
    assert jobs == {"shard_frames": 1, "extract_landmarks": 1, "merge_landmarks": 1}


def test_code_that_changes_under_a_planned_run_stops_its_jobs(project):
    """The first fold waits for a file, so that the code can change before the others begin."""
    project.configure({"models": {"tcn": {"epochs": 2}}})
    network = project.folder / "workflow/scripts/facemotion/models/networks/tcn.py"
    run = subprocess.Popen(
        [sys.executable, "-m", "snakemake", "--cores", "1", "results/tcn_cv.json"],
        cwd=project.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    output = ""
    for line in run.stdout:
        output += line
        if "Training tcn" in line and "EXTRA" not in network.read_text():
            network.write_text(network.read_text() + "\nEXTRA = 1\n")
    assert run.wait() != 0
    sentence = (
        "workflow/scripts/facemotion/models/networks/tcn.py changed after this run was planned"
    )
    assert sentence in output
    assert "Traceback" not in output
    jobs = project.jobs("-n", "results/tcn_cv.json")
    assert jobs == {"train_fold": 4, "cross_validate": 1}

"""The explanation on the finished small run: maps, checks, scores, pictures."""

import json

import cv2
import h5py
import jsonschema
import pytest
import yaml

pytestmark = pytest.mark.slow
CAM = "results/cam/tcn"


def read(project, name):
    return json.loads((project.folder / name).read_text())


def check_schema(project, result, name):
    schema = yaml.safe_load((project.folder / f"workflow/schemas/{name}.schema.yaml").read_text())
    jsonschema.validate(result, schema)


def test_maps_are_made_checked_scored_and_drawn(explained):
    for rule, jobs in {"compute_cam": 2, "merge_cam": 1, "check_cam": 1, "score_cam": 1}.items():
        assert explained.output.count(f"(Rule: {rule})") == jobs
    with h5py.File(explained.folder / f"{CAM}/maps.h5") as file:
        assert file["maps"].shape == (24, 5, 2, 68, 20)
        assert set(file["fold"][:]) == {0, 1}
        split = read(explained, "results/splits/ckplus/grouped.json")
        for clip_id, fold in zip(file["clip_id"].asstr()[:], file["fold"][:], strict=True):
            assert clip_id in split["folds"][fold]["test"]  # by a network that never saw it
    checks, scores = read(explained, f"{CAM}/checks.json"), read(explained, f"{CAM}/scores.json")
    check_schema(explained, checks, "checks")
    check_schema(explained, scores, "scores")
    # One epoch is too little for the planted regions, and is told as that.
    assert checks["methods"]["integrated_gradients"]["verdicts"]["planted"]["passed"] is None
    assert scores["action_units_from"] == {"codes": 20, "prototype": 0, "nothing": 4}
    assert {row["axis"] for row in scores["rows"]} == {"landmark", "frame", "cell"}
    assert "no claim" in scores["methods"]["integrated_gradients"]["claims"]["all"]
    assert "against facial action units" in explained.output  # the summary is printed at the end
    pictures = explained.folder / f"{CAM}/integrated_gradients"
    assert cv2.imread(str(pictures / "overview.png")).shape[1] > 1000
    assert len(list(pictures.glob("*.pdf"))) == 8


def test_maps_are_the_same_bytes_again(explained_project):
    maps = explained_project.folder / f"{CAM}/maps.h5"
    before = maps.read_bytes()
    maps.unlink()
    again = ("--forcerun", "compute_cam", "--", f"{CAM}/maps.h5")
    assert explained_project.jobs("--cores", "1", *again) == {"compute_cam": 2, "merge_cam": 1}
    assert maps.read_bytes() == before


def test_maps_of_another_dataset_are_scored(explained_project):
    explained_project.snakemake("--cores", "2", f"{CAM}/scores.samm.json")
    scores = read(explained_project, f"{CAM}/scores.samm.json")
    check_schema(explained_project, scores, "scores")
    assert scores["scheme"] == "trained on all clips of ckplus"
    assert scores["dataset"]["name"] == "samm"
    with h5py.File(explained_project.folder / f"{CAM}/maps.samm.h5") as file:
        assert set(file["fold"][:]) == {-1}


def test_another_landmark_backend_is_held_against_the_first(project):
    """The demo's exact landmarks against those that dlib found."""
    targets = ("results/figures/ckplus/agreement.svg", "results/cam/tcn/landmarks.json")
    jobs = project.jobs("--cores", "2", *targets)
    assert jobs["extract_second"] == 3
    assert "train_fold" not in jobs and "extract_landmarks" not in jobs
    agreement = read(project, "results/landmarks/ckplus_agreement.json")
    assert [agreement[key].split()[0] for key in ("first", "second")] == ["dlib", "dataset"]
    whole = agreement["regions"][-1]
    assert 1 < whole["position_difference"]["mean"] < 8
    assert 0.5 < whole["followed"] < 1.1
    exchanged = read(project, "results/cam/tcn/landmarks.json")
    check_schema(project, exchanged, "exchange")
    assert exchanged["clips"] == 24
    assert "Nothing to be done" in project.snakemake("-n", *targets)
    output = project.snakemake("-n", "results/landmarks/samm_agreement.json", check=False)
    assert "ERROR landmarks.agreement has no second backend for samm; add one" in output


def test_a_network_on_pixels_has_maps_on_the_image_and_at_the_landmarks(project):
    project.snakemake("--cores", "2", "results/cam/scn/scores.json")
    with h5py.File(project.folder / "results/cam/scn/maps.h5") as file:
        assert file["image_maps"].shape == (24, 5, 2, 16, 16)
        assert file["maps"].shape == (24, 5, 2, 68, 20)
    rows = read(project, "results/cam/scn/scores.json")["rows"]
    timed = {row["method"] for row in rows if row["axis"] != "landmark"}
    assert timed == {"integrated_gradients"}


def test_a_model_that_sees_no_frames_is_refused_in_a_sentence(project):
    output = project.snakemake("--cores", "1", "results/cam/gravity_svm/maps.h5", check=False)
    assert "models.gravity_svm.input is 'gravity', which has no time axis" in output
    assert "Traceback" not in output

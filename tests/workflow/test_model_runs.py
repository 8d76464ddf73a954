"""All models on the finished small run: pixels, subjects left out, seeds, and the comparison."""

import json

import h5py
import pytest

from facemotion.files.tsv import read_table

pytestmark = pytest.mark.slow


def test_the_scn_has_a_result_of_the_same_schema(project):
    jobs = project.jobs("--cores", "2", "results/scn_cv.json")
    assert jobs == {"stack_frames": 1, "train_fold": 4, "cross_validate": 1}
    result = json.loads((project.folder / "results/scn_cv.json").read_text())
    assert result["parameters"] == 1_421_191  # at 16 px
    assert result["paper"]["parameters"] == 5_647_943
    tcn = json.loads((project.folder / "results/tcn_cv.json").read_text())
    assert result.keys() == tcn.keys()
    for scheme in ("shuffle", "grouped"):
        assert result["schemes"][scheme]["leakage"] == tcn["schemes"][scheme]["leakage"]
    with h5py.File(project.folder / "results/dataset/ckplus_frames.h5") as file:
        assert file["frames"].shape == (24, 20, 16, 16)
        assert file["frames"][:].std() > 10


def test_one_subject_is_left_out_after_the_other(project):
    output = project.snakemake("--cores", "2", "results/gravity_svm_cv.loso.json")
    assert output.count("Training gravity_svm on ckplus, loso fold") == 4
    result = json.loads((project.folder / "results/gravity_svm_cv.loso.json").read_text())
    scheme = result["schemes"]["loso"]
    assert [fold["test_subjects"] for fold in scheme["folds"]] == [1] * 4
    assert scheme["leakage"]["subject_in_training"] == 0
    assert scheme["all_classes"]["clips"] == 24


def test_living_neutral_clips_test_the_networks_of_the_folds(project):
    project.configure({"evaluation": {"living_neutral": "people"}})
    output = project.snakemake("--cores", "2", "results/gravity_svm_cv.json")
    assert "Testing gravity_svm, grouped, on living neutral clips" in output
    result = json.loads((project.folder / "results/gravity_svm_cv.json").read_text())
    for scheme in ("shuffle", "grouped"):
        scores = result["schemes"][scheme]
        whole, living = scores["all_classes"], scores["living_neutral"]
        assert living["clips"] == whole["clips"]
        assert living["per_class"]["neutral"]["clips"] == whole["per_class"]["neutral"]["clips"]
        folder = project.folder / f"results/models/ckplus/gravity_svm/{scheme}"
        table = read_table(folder / "living.tsv", {}, other_columns=True)
        assert set(table["class"]) == {"neutral"}
    assert "grouped, living neutral" in output


def test_models_are_compared_and_seeds_spread(project):
    for compared in (None, {"tcn": 1, "gravity_svm": 2}):  # in place of the default's models
        project.configure({"evaluation": {"compare": compared}})
    figure = "results/figures/comparison.svg"
    output = project.snakemake("--cores", "2", "results/comparison.tsv", figure)
    assert output.count("Training gravity_svm") == 8
    assert "Training tcn" not in output
    assert "No significant difference" in output or "beats" in output  # printed at the end
    rows = read_table(project.folder / "results/comparison.tsv", {}, other_columns=True)
    assert rows["model"].tolist() == 4 * ["tcn"] + 4 * ["gravity_svm"]
    assert rows["seeds"].tolist() == 4 * ["1"] + 4 * ["2"]
    assert (rows["seed_sd"] == "").tolist() == 4 * [True] + 4 * [False]
    for kind in ("svg", "pdf", "png"):
        assert (project.folder / f"results/figures/comparison.{kind}").stat().st_size > 5000
    comparison = json.loads((project.folder / "results/comparison.json").read_text())
    assert [cost["parameters"] for cost in comparison["costs"]] == [330_119, 7 * 273]
    assert {(test["scheme"], test["classes"]) for test in comparison["tests"]} == {
        ("grouped", "all"), ("grouped", "without_neutral")}  # fmt: skip

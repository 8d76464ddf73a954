"""All models on the finished small run: pixels, subjects left out, seeds, and the comparison."""

import json

import h5py
import pandas as pd
import pytest

from extending import write_files
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


def test_models_are_compared_beside_predictions_from_elsewhere(project):
    """Those of our own TCN on grouped splits, under another name, are as good as it."""
    for compared in (None, {"tcn": 1, "gravity_svm": 2}):  # in place of the default's models
        project.configure({"evaluation": {"compare": compared}})
    folds = sorted(project.folder.glob("results/models/ckplus/tcn/grouped/seed1/fold*"))
    tables = [read_table(f / "predictions.tsv", {}, other_columns=True) for f in folds]
    theirs = pd.concat(table.assign(fold=k) for k, table in enumerate(tables))
    theirs.to_csv(project.folder / "theirs.tsv", sep="\t", index=False)
    target, *options = write_files("Predictions from elsewhere", project)
    figure = "results/figures/comparison.svg"
    output = project.snakemake("--cores", "2", target, figure, *options)
    assert output.count("Training gravity_svm") == 8
    assert "Training tcn" not in output
    assert "No significant difference" in output or "beats" in output  # printed at the end
    rows = read_table(project.folder / "results/comparison.tsv", {}, other_columns=True)
    assert rows["model"].tolist() == 4 * ["tcn"] + 4 * ["gravity_svm"] + 2 * ["theirs"]
    assert rows["seeds"].tolist() == 4 * ["1"] + 4 * ["2"] + 2 * ["1"]
    assert (rows["seed_sd"] == "").tolist() == 4 * [True] + 4 * [False] + 2 * [True]
    assert rows["parameters"].tolist() == 4 * ["330119"] + 4 * [f"{7 * 273}"] + 2 * [""]
    same = ["scheme", "classes", "clips", "correct", "accuracy_low", "uar", "macro_f1_high"]
    assert rows.loc[2:3, same].values.tolist() == rows.loc[8:, same].values.tolist()
    for kind in ("svg", "pdf", "png"):
        assert (project.folder / f"results/figures/comparison.{kind}").stat().st_size > 5000
    comparison = json.loads((project.folder / "results/comparison.json").read_text())
    assert [cost["parameters"] for cost in comparison["costs"]] == [330_119, 7 * 273]
    assert {(test["scheme"], test["classes"]) for test in comparison["tests"]} == {
        ("grouped", "all"), ("grouped", "without_neutral")}  # fmt: skip
    (pair,) = [t for t in comparison["tests"] if {t["a"], t["b"]} == {"tcn", "theirs"}
               and t["classes"] == "all"]  # fmt: skip
    assert (pair["only_a"], pair["only_b"], pair["p"]) == (0, 0, 1)
    theirs.to_csv(project.folder / "theirs.tsv", sep=";", index=False)
    assert project.jobs("-n", target, *options) == {"compare_models": 1}

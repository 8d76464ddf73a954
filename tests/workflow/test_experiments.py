"""The experiments show what they claim, on small data."""

import json
import shutil

import pytest

from projects import ROOT, clone

pytestmark = pytest.mark.slow
SMALL_LEAKAGE = {
    "demo": {
        "ckplus": {
            "subjects": 4,
            "sequences": dict.fromkeys(("anger", "disgust", "fear", "happy", "sad", "surprise"), 4),
        }
    },
    "sequences": {"datasets": {"ckplus": {"landmarks": {"backend": "dataset"}}}},
    "splits": {"folds": 4},
}  # fmt: skip


def accuracies(project) -> dict[str, dict]:
    result = json.loads((project.folder / "results/gravity_svm_cv.json").read_text())
    return {name: scheme["all_classes"] for name, scheme in result["schemes"].items()}


def test_leaving_subjects_out_removes_what_random_folds_gain_from_identity(tmp_path):
    """Subjects show mostly one emotion each: who it is tells what it is, if one has met them."""
    project = clone(tmp_path / "leakage")
    shutil.copytree(ROOT / "experiments", project.folder / "experiments")
    project.configure(SMALL_LEAKAGE)
    overlay = ("--configfile", "experiments/leakage.yaml", "small.yaml")
    (project.folder / "small.yaml").write_text(json.dumps(SMALL_LEAKAGE))
    project.snakemake("--cores", "2", "results/gravity_svm_cv.json", *overlay)
    scores = accuracies(project)
    assert scores["kfold"]["accuracy"] > scores["loso"]["accuracy"] + 0.2


def test_still_neutral_clips_move_a_little(project):
    shutil.copytree(ROOT / "experiments", project.folder / "experiments")
    arguments = ("--configfile", "experiments/still.yaml")
    jobs = project.jobs("--cores", "2", "results/gravity_svm_cv.json", *arguments)
    assert "extract_landmarks" not in jobs  # CK+ has no frame before the onset
    log = (project.folder / "logs/dataset/ckplus.log").read_text()
    assert "landmark jitter is" in log

"""A change re-makes what depends on it and nothing else, counted in jobs."""

from pathlib import Path

import cv2
import pytest
import yaml

from projects import Project

pytestmark = pytest.mark.slow
TRAINING = {"train_fold": 4, "cross_validate": 1}
PICTURES = "results/cam/tcn/integrated_gradients/overview.png"


def append(file, text):
    file.write_text(file.read_text() + text)


def test_epochs_re_run_training_and_evaluation_only(project):
    project.configure({"models": {"tcn": {"epochs": 2}}})
    assert project.jobs("-n") == TRAINING


@pytest.mark.oddity(
    "results copied into a fresh clone",
    "not recomputed if code and settings are unchanged",
)
def test_results_copied_into_a_fresh_clone_are_not_made_again(project):
    for file in (project.folder / "workflow").rglob("*.py"):
        file.touch()
    assert "Nothing to be done" in project.snakemake("-n")


def test_the_settings_of_another_model_re_run_nothing(project):
    project.configure({"models": {"tcn_paper": {"epochs": 2}}})
    assert "Nothing to be done" in project.snakemake("-n")


def test_the_confidence_of_intervals_re_runs_the_evaluation_only(project):
    project.configure({"evaluation": {"confidence": 0.9}})
    assert project.jobs("-n") == {"cross_validate": 1}


def test_the_settings_of_other_results_re_run_nothing(project):
    project.configure({"evaluation": {"predict": {"model": "tcn_paper"}, "transfer": {"draws": 3}}})
    assert "Nothing to be done" in project.snakemake("-n")


def test_the_share_held_out_re_runs_the_scheme_that_heeds_it(project):
    project.configure({"splits": {"test_share": 0.45}})
    expected = {"split_folds": 1, "audit_splits": 1, "train_fold": 2, "cross_validate": 1}
    assert project.jobs("-n") == expected


def test_an_edited_library_module_re_makes_its_stage_and_what_follows(project):
    append(project.folder / "workflow/scripts/facemotion/splits/schemes.py", "\nEXTRA = 1\n")
    assert project.jobs("-n") == {"split_folds": 2, "audit_splits": 2} | TRAINING


def test_an_edited_network_re_trains(project):
    append(project.folder / "workflow/scripts/facemotion/models/networks/tcn.py", "\nEXTRA = 1\n")
    assert project.jobs("-n") == TRAINING


def test_an_edited_landmark_backend_re_makes_all_shards(project):
    module = "workflow/scripts/facemotion/landmarks/tracking.py"
    append(project.folder / module, "\nEXTRA = 1\n")
    jobs = project.jobs("--cores", "2", "results/landmarks/ckplus.h5")
    assert jobs == {"shard_frames": 1, "extract_landmarks": 3, "merge_landmarks": 1}


def test_a_module_that_nothing_uses_re_makes_nothing(project):
    (project.folder / "workflow/scripts/facemotion/unused.py").write_text("EXTRA = 1\n")
    append(project.folder / "workflow/scripts/facemotion/splits/schemes.py", "\n# a remark\n")
    assert "Nothing to be done" in project.snakemake("-n")


def test_a_docstring_re_makes_nothing(project):
    for name in ("splits/schemes.py", "dataset/contract.py", "models/networks/tcn.py"):
        module = project.folder / "workflow/scripts/facemotion" / name
        text = module.read_text()
        assert text.startswith('"""')
        module.write_text(text.replace('"""', '"""Another first word: ', 1))
    assert "Nothing to be done" in project.snakemake("-n")


def test_a_colour_only_draws_again(explained_project):
    project = explained_project
    targets = ("results/report.html", "results/cam/tcn/checks.svg", "results/cam/tcn/scores.svg")
    style = project.folder / "workflow/scripts/facemotion/figures/style.py"
    style.write_text(style.read_text().replace("#0072B2", "#0072B3"))
    jobs = project.jobs("-n", *targets, PICTURES)
    assert jobs.keys() == {
        "draw_checks", "draw_scores", "draw_data", "draw_figures", "draw_quality", "render_cam",
        "build_report_by_default",
    }  # fmt: skip


def test_a_label_in_another_class_re_makes_the_dataset_and_what_follows(project):
    classes = yaml.safe_load((project.folder / "config.yaml").read_text())["dataset"]["classes"]
    classes["fear"], classes["surprise"] = classes["surprise"], classes["fear"]
    project.configure({"dataset": {"classes": classes}})
    assert (
        project.jobs("-n")
        == {"normalize_landmarks": 1, "split_folds": 2, "audit_splits": 2} | TRAINING
    )


def test_forcing_one_rule_re_makes_what_follows(project):
    expected = {"split_folds": 2, "audit_splits": 2} | TRAINING
    assert project.jobs("-n", "--forcerun", "split_folds") == expected


def test_until_stops_at_a_rule(project):
    project.configure({"models": {"tcn": {"epochs": 2}}})
    assert project.jobs("-n", "--until", "train_fold") == {"train_fold": 4}


@pytest.fixture(scope="session")
def outside(finished, once) -> Project:
    """A finished run whose dataset lies outside the results, as a user's own does."""

    def begin(folder: Path) -> Project:
        project = finished.copy(folder)
        (folder / "results/demo/ckplus").rename(folder / "CK+")
        project.configure({"sequences": {"datasets": {"ckplus": {"path": "CK+"}}}})
        return project

    return once("outside", begin)


@pytest.fixture
def own_data(outside, tmp_path) -> Project:
    """A copy of it."""
    return outside.copy(tmp_path / "project")


def test_changed_frames_re_make_one_shard(own_data):
    assert "Nothing to be done" in own_data.snakemake("-n")
    frames = sorted(own_data.folder.glob("CK+/cohn-kanade-images/*/*/*.png"))
    image = cv2.imread(str(frames[40]), cv2.IMREAD_GRAYSCALE)
    cv2.imwrite(str(frames[40]), cv2.flip(image, 1))  # in place: its folder's mtime stays
    jobs = own_data.jobs("--cores", "2")
    assert jobs["index_sequences"] == 1
    assert jobs["extract_landmarks"] == 1
    assert jobs["train_fold"] == 4
    assert len(list(own_data.folder.glob("results/landmarks/ckplus/*.h5"))) == 3
    assert "Nothing to be done" in own_data.snakemake("-n")


def test_forcing_the_index_extracts_nothing_again(own_data):
    jobs = own_data.jobs("--cores", "2", "--forcerun", "index_sequences")
    assert "extract_landmarks" not in jobs
    assert "merge_landmarks" not in jobs
    assert jobs["normalize_landmarks"] == 1

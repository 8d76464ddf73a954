"""Figures need no more than they show, and Snakemake's own report holds them with captions."""

import re
import subprocess
import sys
import zipfile

import pytest

from projects import ROOT

pytestmark = pytest.mark.slow
FIGURES = ("results/figures/ckplus/class_counts.svg", "results/figures/tcn/confusion.svg")


def test_figures_of_a_model_train_no_other(finished):
    assert finished.jobs("-n", *FIGURES) == {"draw_data": 1, "draw_figures": 1}


def test_the_comparison_with_the_paper_needs_all_models(project):
    jobs = project.jobs("-n", "results/table_iii.tsv", "results/figures/table_iii.svg")
    assert jobs["draw_table_iii"] == 1
    assert jobs["cross_validate"] == 10 + 3  # beside tcn all that are compared, and as published
    assert jobs["evaluate_transfer"] == 2  # tcn and scn on samm


def test_snakemakes_report_holds_captions_and_categories(explained_project):
    folder = explained_project.folder
    explained_project.snakemake("--report", "results/report.zip", *FIGURES, "results/tcn_cv.json")
    with zipfile.ZipFile(folder / "results/report.zip") as archive:
        names = [name.rpartition("/")[2] for name in archive.namelist()]
        page = next(n for n in archive.namelist() if n.endswith("report.html"))
        text = archive.read(page).decode()
    assert {"class_counts.svg", "skeleton.svg", "confusion.svg", "per_class.svg", "training.svg",
            "tcn_cv.txt"} <= set(names)  # fmt: skip
    assert "Labelled sequences of ckplus and clips used" in text


def test_the_documented_ways_to_read_the_results_work(explained):
    text = (ROOT / "docs/read_results.md").read_text("utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL))
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=explained.folder, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert "95% interval" in run.stdout
    assert "strongest evidence at landmark" in run.stdout

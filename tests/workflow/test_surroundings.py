"""Runs called in other ways: of another locale, from Jupyter, with settings on the command line."""

import pytest

# A terminal and files of ASCII, as of LANG=C on an old system, and what Jupyter sets.
ODD = {
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


@pytest.mark.parametrize(
    ("target", "printed"),
    [
        ("results/tcn_cv.json", "all classes"),
        ("results/figures/tcn/confusion.svg", "done"),
        ("results/sequences/ckplus.tsv", "done"),
    ],
)
@pytest.mark.oddity(
    "an ASCII terminal, a locale without UTF-8, Jupyter's MPLBACKEND",
    "the same results",
)
def test_an_ascii_terminal_and_the_backend_of_a_notebook_change_nothing(project, target, printed):
    old = (project.folder / target).read_bytes() if "figures" not in target else None
    output = project.snakemake("--cores", "1", "--force", target, **ODD)
    assert printed in output
    assert old is None or (project.folder / target).read_bytes() == old


def test_settings_on_the_command_line_are_read_as_those_of_a_file(project):
    given = ["--config", "evaluation={compare: {gravity_svm: 1}, schemes: [grouped]}"]
    assert project.jobs("-n", "results/comparison.tsv", *given)["train_fold"] == 2
    wrong = project.snakemake("-n", "--config", "splits={folds: two}", check=False)
    assert "ERROR config.yaml: splits.folds is 'two', but must be a whole number" in wrong


def test_a_target_that_cannot_be_made_says_why(project):
    output = project.snakemake("-n", "results/tnc_cv.json", check=False)
    assert "ERROR results/tnc_cv.json: there is no model 'tnc', only tcn" in output

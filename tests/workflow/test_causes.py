"""Causes on the small run: the referee, sentences and units of a network that is hardly trained."""

import json

import jsonschema
import pytest
import yaml

from facemotion.explanation.causes.units import NAMES
from facemotion.files.tsv import read_cells

pytestmark = pytest.mark.slow
CAUSES = "results/causes/tcn"
EMOTIONS = 6  # that a class holds


def test_explanations_are_judged_and_clips_told_in_words(transferred_project):
    project, folder = transferred_project, transferred_project.folder
    targets = ("referee.txt", "units.tsv", "sentences.tsv", "sentences.samm.tsv")
    output = project.snakemake("--cores", "2", *(f"{CAUSES}/{name}" for name in targets))
    assert "evaluated against the true effects" in output  # the summary is printed at the end
    found = json.loads((folder / f"{CAUSES}/referee.json").read_text())
    schema = yaml.safe_load((folder / "workflow/schemas/referee.schema.yaml").read_text())
    jsonschema.validate(found, schema)
    clips = 2 * EMOTIONS
    assert found["clips"] == {"choice": clips, "verdict": clips}
    assert {"gradcam_conv2", "unit_removal", "occlusion", "motion"} <= found["methods"].keys()
    assert len(read_cells(folder / f"{CAUSES}/effects.tsv")) == clips * len(NAMES)
    told = read_cells(folder / f"{CAUSES}/sentences.tsv")
    told = told[told["scope"] == "clip"]
    assert len(told) == 24 and told["sentence"].str.contains(r"because|no unit stands out").all()
    assert (read_cells(folder / f"{CAUSES}/sentences.samm.tsv")["scope"] == "clip").any()
    units = read_cells(folder / f"{CAUSES}/units.tsv")
    assert set(units["source"]) == {"generated people", "ckplus"}
    before = (folder / f"{CAUSES}/effects.tsv").read_bytes()
    project.snakemake("--cores", "1", "--forcerun", "try_verdict", "--", f"{CAUSES}/referee.json")
    assert (folder / f"{CAUSES}/effects.tsv").read_bytes() == before


def test_a_model_that_is_not_there_is_explained(transferred_project):
    output = transferred_project.snakemake(
        "--cores", "1", "-n", "results/causes/nobody/referee.txt", check=False
    )
    assert "there is no model 'nobody'" in output

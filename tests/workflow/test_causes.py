"""Causes on the small run: the referee, sentences and units of a network that is hardly trained."""

import json
import re

import jsonschema
import pytest
import yaml

from facemotion.explanation.causes.units import NAMES
from facemotion.files.tsv import read_cells

pytestmark = pytest.mark.slow
CAUSES = "results/causes/tcn"
EMOTIONS = 6  # that a class holds


def test_explanations_are_judged_and_clips_told_in_words(explained):
    folder = explained.folder
    assert (
        "evaluated against the true effects" in explained.output
    )  # the summary is printed at the end
    found = json.loads((folder / f"{CAUSES}/referee.json").read_text())
    schema = yaml.safe_load((folder / "workflow/schemas/referee.schema.yaml").read_text())
    jsonschema.validate(found, schema)
    clips = 2 * EMOTIONS
    assert found["clips"] == {"choice": clips, "verdict": clips}
    assert sum(row["clips"] for row in found["by_class"].values()) == clips
    assert {"gradcam_conv2", "unit_removal", "occlusion", "motion"} <= found["methods"].keys()
    assert len(read_cells(folder / f"{CAUSES}/effects.tsv")) == clips * len(NAMES)
    told = read_cells(folder / f"{CAUSES}/sentences.tsv")
    told = told[told["scope"] == "clip"]
    assert len(told) == 24 and told["sentence"].str.contains(r"because|no unit stands out").all()
    units = read_cells(folder / f"{CAUSES}/units.tsv")
    assert set(units["source"]) == {"generated people", "ckplus"}
    for name in ("overview.integrated_gradients.svg", "mean_maps.happy.svg"):
        assert "rank correlation with" in (folder / CAUSES / name).read_text()
    page = (folder / "results/report.html").read_text()
    packed = re.search(r'<script type="application/json" id="packed-clips">(.*?)</script>', page)
    shown = json.loads(packed[1])
    sentences = dict(zip(told["clip_id"], told["sentence"], strict=True))
    for clip, causes in zip(shown["clips"], shown["causes"]["clips"], strict=True):
        assert causes["sentence"] == sentences[clip["id"]]


def test_another_dataset_is_told_and_its_units_are_listed(explained_project):
    names = [f"{CAUSES}/sentences.samm.tsv", "results/causes/amounts.samm.tsv"]
    jobs = explained_project.jobs("--cores", "2", *names)
    assert jobs == {"tell_causes_transfer": 1, "read_amounts": 1}
    told, amounts = (read_cells(explained_project.folder / name) for name in names)
    clips = told[told["scope"] == "clip"]
    assert len(clips) and len(amounts) == len(clips) * len(NAMES)


def test_a_model_that_is_not_there_is_explained(transferred_project):
    output = transferred_project.snakemake(
        "--cores", "1", "-n", "results/causes/nobody/referee.txt", check=False
    )
    assert "there is no model 'nobody'" in output

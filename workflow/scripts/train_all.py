"""Train a model on all clips (rule train_all)."""

from pathlib import Path

from facemotion.dataset.contract import read_dataset
from facemotion.models.prediction import read_inputs
from facemotion.models.training import fit_all
from job import run


def main(smk):
    clips, settings = read_dataset(smk.input.dataset), smk.params.settings
    inputs = read_inputs(clips, smk.input.get("frames"), settings)
    fit_all(clips, inputs, settings, Path(smk.output.weights).parent)


if "snakemake" in globals():
    run(main, snakemake)

"""Train a model on all clips (rule train_all)."""

from pathlib import Path

from facemotion.dataset.contract import read_dataset
from facemotion.models.training import fit_all
from job import run


def main(smk):
    clips = read_dataset(smk.input.dataset)
    fit_all(clips, smk.params.settings, Path(smk.output.weights).parent)


if "snakemake" in globals():
    run(main, snakemake)

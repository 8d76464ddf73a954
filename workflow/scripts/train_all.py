"""Train a model on all clips (rule train_all)."""

from pathlib import Path

from facemotion.dataset.contract import read_dataset
from facemotion.dataset.joining import join_clips
from facemotion.models.prediction import read_inputs
from facemotion.models.training import fit_all
from job import run


def main(smk):
    settings = smk.params.settings
    clips = join_clips([read_dataset(path) for path in smk.input.dataset])
    inputs = read_inputs(clips, smk.input.get("frames"), settings)
    fit_all(clips, inputs, settings, Path(smk.output.weights).parent)


if "snakemake" in globals():
    run(main, snakemake)

"""Train a model on one fold (rule train_fold)."""

from pathlib import Path

from facemotion.dataset.contract import read_dataset
from facemotion.models.prediction import read_inputs
from facemotion.models.training import fit_fold
from facemotion.splits.folds import read_split
from job import run


def main(smk):
    clips = read_dataset(smk.input.dataset)
    fit_fold(
        clips,
        read_inputs(clips, smk.input.get("frames"), smk.params.settings),
        read_split(smk.input.split),
        int(smk.wildcards.fold),
        smk.params.settings,
        int(smk.wildcards.seed),
        Path(smk.output.weights).parent,
    )


if "snakemake" in globals():
    run(main, snakemake)

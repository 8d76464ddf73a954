"""Split the clips of the dataset into frozen folds (rule split_folds)."""

from facemotion.dataset.contract import read_dataset
from facemotion.files.atomic import write_json
from facemotion.splits.schemes import split_folds
from job import run


def main(smk):
    clips = read_dataset(smk.input.dataset)
    write_json(split_folds(clips, smk.wildcards.scheme, smk.params.settings), smk.output.split)


if "snakemake" in globals():
    run(main, snakemake)

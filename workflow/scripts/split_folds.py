"""Split the clips of the dataset into frozen folds (rule split_folds)."""

from facemotion.dataset.contract import read_dataset
from facemotion.files.json_file import write_json
from facemotion.splits.schemes import split_folds
from job import run


def main(smk):
    split = split_folds(read_dataset(smk.input.dataset), smk.wildcards.scheme, smk.params.settings)
    write_json(split, smk.output.split, "split")


if "snakemake" in globals():
    run(main, snakemake)

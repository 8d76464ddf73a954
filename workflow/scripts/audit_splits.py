"""Count subjects, sequences and frames shared by training and test sets (rule audit_splits)."""

from facemotion.dataset.contract import read_dataset
from facemotion.files.json_file import write_json
from facemotion.splits.audit import audit_split
from facemotion.splits.folds import read_split
from job import run


def main(smk):
    split = read_split(smk.input.split)
    write_json(audit_split(read_dataset(smk.input.dataset), split), smk.output.audit, "audit")


if "snakemake" in globals():
    run(main, snakemake)

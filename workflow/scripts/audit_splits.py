"""Count what training and test clips share (rule audit_splits)."""

from facemotion.dataset.contract import read_dataset
from facemotion.files.json_file import read_json, write_json
from facemotion.splits.audit import audit_split
from job import run


def main(smk):
    split = read_json(smk.input.split, "split")
    write_json(audit_split(read_dataset(smk.input.dataset), split), smk.output.audit, "audit")


if "snakemake" in globals():
    run(main, snakemake)

"""Count what training and test clips share (rule audit_splits)."""

from facemotion.dataset.contract import read_dataset
from facemotion.files.atomic import read_json, write_json
from facemotion.splits.audit import audit_split
from job import run


def main(smk):
    audit = audit_split(read_dataset(smk.input.dataset), read_json(smk.input.split))
    write_json(audit, smk.output.audit)


if "snakemake" in globals():
    run(main, snakemake)

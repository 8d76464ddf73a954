"""State which action units caused the decisions on a dataset's clips (rule tell_causes)."""

import numpy as np

from facemotion.dataset.contract import read_dataset
from facemotion.explanation.causes.asking import load_asked
from facemotion.explanation.causes.basis import read_basis
from facemotion.explanation.causes.dataset import explain_dataset
from facemotion.files.json_file import read_json
from facemotion.files.tsv import write_table
from facemotion.splits.folds import read_split
from job import run


def main(smk):
    clips = read_dataset(smk.input.dataset)
    rows = [np.arange(len(clips.clip_id))]
    if "split" in smk.input.keys():  # noqa: SIM118 (no dict)
        folds = read_split(smk.input.split)["folds"]
        rows = [clips.rows_of(fold["test"], "the split") for fold in folds]
    files = (np.atleast_1d(of) for of in (smk.input.weights, smk.input.summaries))
    asked = [load_asked(*of, smk.wildcards.model, smk.params.model) for of in zip(*files)]  # noqa: B905
    basis, found = read_basis(smk.input.basis), read_json(smk.input.referee, "referee")
    table = explain_dataset(
        clips, list(zip(asked, rows, strict=True)), basis, found, smk.params.settings
    )
    write_table(table, smk.output.table)


if "snakemake" in globals():
    run(main, snakemake)

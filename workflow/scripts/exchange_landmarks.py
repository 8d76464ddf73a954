"""Test a model on landmarks from another backend (rule exchange_landmarks)."""

from facemotion.dataset.contract import read_dataset
from facemotion.explanation.attribution import check_explainable
from facemotion.explanation.exchange import exchange_in_words, exchange_landmarks
from facemotion.files.atomic import write_text
from facemotion.files.json_file import write_json
from facemotion.splits.folds import read_split
from job import run


def main(smk):
    check_explainable(smk.wildcards.model, smk.params.model)
    result = exchange_landmarks(
        read_dataset(smk.input.first),
        read_dataset(smk.input.second),
        smk.input.weights,
        read_split(smk.input.split),
        smk.wildcards.model,
        smk.params.model,
        smk.params.steps,
        smk.params.intervals,
    )
    write_json(result, smk.output.result, "exchange")
    write_text(exchange_in_words(result), smk.output.summary)


if "snakemake" in globals():
    run(main, snakemake)

"""Compare the landmarks of two backends (rule compare_backends)."""

import logging

from facemotion.files.json_file import write_json
from facemotion.landmarks.agreement import agreement_in_words, compare_backends
from facemotion.landmarks.store import read_landmarks
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    agreement = compare_backends(
        read_landmarks(smk.input.first),
        read_landmarks(smk.input.second),
        read_sequences(smk.input.sequences),
        smk.params.intervals,
    )
    logging.info(agreement_in_words(agreement))
    write_json(agreement, smk.output[0], "agreement")


if "snakemake" in globals():
    run(main, snakemake)

"""Measure the landmark quality of each sequence (rule measure_quality)."""

import logging

from facemotion.files.tsv import write_table
from facemotion.landmarks.quality import measure_quality, poor_in_words
from facemotion.landmarks.store import read_landmarks
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    faces = read_landmarks(smk.input.landmarks)
    quality = measure_quality(faces, read_sequences(smk.input.sequences))
    write_table(quality, smk.output[0])
    if poor := poor_in_words(quality):
        logging.warning(poor)


if "snakemake" in globals():
    run(main, snakemake)

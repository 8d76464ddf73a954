"""Write the landmarks of every clip as the dataset (rule normalize_landmarks)."""

import logging
from pathlib import Path

from facemotion.clips.resampling import COLUMNS, STILL
from facemotion.dataset.contract import write_dataset
from facemotion.dataset.jitter import add_jitter
from facemotion.dataset.normalization import normalize_landmarks
from facemotion.files.atomic import read_table, write_table
from facemotion.landmarks.store import read_landmarks
from facemotion.provenance import settings_digest
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    faces = read_landmarks(smk.input.landmarks)
    clips, table = normalize_landmarks(
        read_table(smk.input.clips, COLUMNS),
        read_sequences(smk.input.sequences),
        faces,
        **smk.params.settings,
    )
    attributes = {}
    if smk.params.neutral["kind"] == STILL:
        jitter = add_jitter(clips, smk.params.neutral["seed"])
        attributes["neutral_jitter_px"] = jitter
        logging.info("landmarks jitter by %.2f px; neutral clips of one frame get as much", jitter)
    write_table(table, smk.output.table)
    write_dataset(
        clips,
        Path(smk.output.dataset),
        dataset=smk.wildcards.dataset,
        settings_digest=settings_digest(
            dict(smk.params.settings) | {"neutral": smk.params.neutral}
        ),
        **attributes,
    )


if "snakemake" in globals():
    run(main, snakemake)

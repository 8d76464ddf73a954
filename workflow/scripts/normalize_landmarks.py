"""Normalise the landmarks of every clip and write the dataset file (rule normalize_landmarks)."""

import logging
from pathlib import Path

from facemotion.clips.neutral import STILL
from facemotion.clips.table import read_clips
from facemotion.dataset.classes import Classes
from facemotion.dataset.contract import ClipStatus, write_dataset
from facemotion.dataset.jitter import add_jitter
from facemotion.dataset.normalization import normalize_landmarks
from facemotion.files.tsv import write_table
from facemotion.landmarks.store import read_landmarks
from facemotion.notices import CANNOT, first_reasons
from facemotion.provenance import settings_digest
from facemotion.sequences.dataset import Dataset
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    neutral, share = smk.params.neutral, smk.params.max_failed_share
    clips, table = normalize_landmarks(
        read_clips(smk.input.clips),
        read_sequences(smk.input.sequences),
        read_landmarks(smk.input.landmarks),
        Dataset(**smk.params.dataset),
        Classes.of(smk.params.classes),
        share,
    )
    excluded = table["status"] == ClipStatus.EXCLUDED.name.lower()
    for some, verdict in (
        (excluded, CANNOT),
        (~excluded & (table["reason"] != ""), "have a note"),
    ):
        if some.any():
            told = [*zip(table[some]["clip_id"], table[some]["reason"], strict=True)]
            logging.warning(first_reasons(told, f"{len(table)} clips", smk.output.table, verdict))
    attributes = {"settings_digest": settings_digest([share, neutral, smk.params.classes])}
    if neutral["kind"] == STILL:
        jitter = add_jitter(clips, neutral["seed"])
        attributes["neutral_jitter_px"] = jitter
        logging.info(
            "landmark jitter is %.2f px; the same is added to neutral clips that repeat one frame",
            jitter,
        )
    write_table(table, smk.output.table)
    write_dataset(clips, Path(smk.output.dataset), **attributes)


if "snakemake" in globals():
    run(main, snakemake)

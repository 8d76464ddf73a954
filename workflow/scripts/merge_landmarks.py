"""Merge the landmarks of all shards (rule merge_landmarks)."""

import logging
from pathlib import Path

from facemotion.landmarks.shards import remove_stale_shards
from facemotion.landmarks.store import failures_in_words, merge_landmarks
from job import run


def main(smk):
    shards = [Path(shard) for shard in smk.input]
    merge_landmarks(shards, Path(smk.output.landmarks))
    remove_stale_shards(shards)
    if failures := failures_in_words(smk.output.landmarks):
        logging.warning(failures)


if "snakemake" in globals():
    run(main, snakemake)

"""Join the landmarks of the pieces of long videos (rule stitch_videos)."""

import logging
from pathlib import Path

from facemotion.landmarks.long_videos import stitch_videos
from facemotion.landmarks.shards import remove_stale_shards
from facemotion.landmarks.store import failures_in_words
from job import run


def main(smk):
    shards = [Path(shard) for shard in smk.input]
    stitch_videos(shards, Path(smk.output.landmarks))
    remove_stale_shards(shards)
    if failures := failures_in_words(smk.output.landmarks):
        logging.warning(failures)


if "snakemake" in globals():
    run(main, snakemake)

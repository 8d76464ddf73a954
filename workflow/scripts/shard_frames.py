"""Divide the requested frames into shards (rule shard_frames)."""

from pathlib import Path

from facemotion.clips.wanted import read_wanted
from facemotion.files.json_file import write_json
from facemotion.landmarks.backends import make_backend
from facemotion.landmarks.shards import shard_frames
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    shards = shard_frames(
        read_wanted(smk.input.frames),
        read_sequences(smk.input.sequences),
        make_backend(smk.params.backend, smk.params.settings),
        Path(smk.params.root),
        smk.params.shards,
    )
    write_json(shards, smk.output.shards, "shards")


if "snakemake" in globals():
    run(main, snakemake)

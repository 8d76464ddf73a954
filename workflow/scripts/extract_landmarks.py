"""Find the landmarks of every frame of a shard (rule extract_landmarks)."""

from pathlib import Path

from facemotion.files.atomic import read_json
from facemotion.landmarks.extraction import extract_landmarks
from job import run


def main(smk):
    members = read_json(smk.input.shards)[smk.wildcards.shard]
    extract_landmarks(
        members, Path(smk.params.root), smk.params.settings, Path(smk.output.landmarks)
    )


if "snakemake" in globals():
    run(main, snakemake)

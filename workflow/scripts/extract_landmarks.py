"""Find the landmarks of every frame of a shard (rule extract_landmarks)."""

from pathlib import Path

from facemotion.files.json_file import read_json
from facemotion.landmarks.extraction import extract_landmarks
from job import run


def main(smk):
    members = read_json(smk.input.shards, "shards")["shards"][smk.wildcards.shard]
    root, out = Path(smk.params.root), Path(smk.output.landmarks)
    extract_landmarks(members, root, smk.params.backend, smk.params.settings, out)


if "snakemake" in globals():
    run(main, snakemake)

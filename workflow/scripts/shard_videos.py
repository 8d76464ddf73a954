"""Cut long videos into pieces and divide these into shards (rule shard_videos)."""

from pathlib import Path

from facemotion.files.json_file import write_json
from facemotion.landmarks.backends import make_backend
from facemotion.landmarks.long_videos import shard_videos
from facemotion.spotting.videos import OK, read_videos
from job import run


def main(smk):
    videos = read_videos(smk.input.videos)
    shards = shard_videos(
        videos[videos["status"] == OK],
        make_backend(smk.params.backend, smk.params.settings),
        Path(smk.params.root),
        smk.params.shards,
        smk.params.piece_frames,
    )
    write_json(shards, smk.output.shards, "shards")


if "snakemake" in globals():
    run(main, snakemake)

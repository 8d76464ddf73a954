"""Spot intervals in long videos with every setting of a spotter (rule spot_videos)."""

from pathlib import Path

from facemotion.files.tsv import write_table
from facemotion.landmarks.store import read_landmarks
from facemotion.spotting.candidates import spot_all
from facemotion.spotting.spotters import make_spotter
from facemotion.spotting.tracks import read_tracks
from facemotion.spotting.videos import OK, read_videos
from job import run


def main(smk):
    spotter = make_spotter(smk.wildcards.spotter)
    if smk.input.weights:
        spotter.load(Path(smk.input.weights))
    root = Path(smk.params.root) if smk.params.root else None
    faces, videos = read_landmarks(smk.input.landmarks), read_videos(smk.input.videos)
    tracks, count = read_tracks(faces, videos, root), int((videos["status"] == OK).sum())
    write_table(spot_all(spotter, tracks, count), smk.output.candidates)


if "snakemake" in globals():
    run(main, snakemake)

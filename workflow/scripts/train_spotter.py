"""Train the network that labels frames as expressive or not (rule train_spotter)."""

from itertools import chain
from pathlib import Path

from facemotion.landmarks.store import read_landmarks
from facemotion.spotting.tracks import read_tracks
from facemotion.spotting.training import train_labeller
from facemotion.spotting.truth import read_truth, true_intervals
from facemotion.spotting.videos import read_videos
from job import run


def main(smk):
    files = zip(smk.input.landmarks, smk.input.videos, strict=True)
    tracks = (read_tracks(read_landmarks(a), read_videos(b), None) for a, b in files)
    truth = [i for path in smk.input.truth for i in true_intervals(read_truth(path), {})]
    out = Path(smk.output.weights).parent
    train_labeller(chain.from_iterable(tracks), truth, smk.params.settings, out)


if "snakemake" in globals():
    run(main, snakemake)

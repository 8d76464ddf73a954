"""Explain spotted intervals by action units and by maps (rule explain_intervals)."""

from pathlib import Path

from facemotion.explanation.causes.basis import read_basis
from facemotion.files.json_file import read_json
from facemotion.landmarks.store import read_landmarks
from facemotion.spotting.candidates import read_intervals
from facemotion.spotting.explained import (
    explain_intervals,
    shown_intervals,
    unexplained,
    write_explained,
)
from facemotion.spotting.recognition import Recogniser
from facemotion.spotting.videos import read_videos
from job import run


def main(smk):
    videos = read_videos(smk.input.videos)
    found = read_intervals(smk.input.emotions, videos)
    intervals = shown_intervals(found, smk.params.spotter)
    trained, model = read_json(smk.input.summary, "summary"), smk.params.model
    explained = unexplained(trained["dataset"]["frames"])
    if len(intervals):
        faces = read_landmarks(smk.input.landmarks)
        share, root = smk.params.max_failed_share, smk.params.root
        by = Recogniser.load(
            smk.input.weights, trained, model, intervals, videos, faces, share, root
        )
        basis = read_basis(smk.input.basis)
        explained = explain_intervals(
            by.network, by.clips, by.inputs, model, basis, smk.params.steps
        )
    write_explained(explained, smk.params.name, Path(smk.output.explained))


if "snakemake" in globals():
    run(main, snakemake)

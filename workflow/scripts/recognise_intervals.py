"""Classify the emotion of each spotted interval (rule recognise_intervals)."""

import numpy as np

from facemotion.dataset.contract import ClipStatus
from facemotion.files.json_file import read_json
from facemotion.files.tsv import write_table
from facemotion.landmarks.store import read_landmarks
from facemotion.models.prediction import prediction_table
from facemotion.spotting.candidates import read_intervals
from facemotion.spotting.recognition import Recogniser, name_emotions
from facemotion.spotting.videos import read_videos
from job import run


def main(smk):
    videos = read_videos(smk.input.videos)
    intervals = read_intervals(smk.input.intervals, videos)
    if len(intervals):
        faces = read_landmarks(smk.input.landmarks)
        trained, share = read_json(smk.input.summary, "summary"), smk.params.max_failed_share
        model, root = smk.params.model, smk.params.root
        by = Recogniser.load(
            smk.input.weights, trained, model, intervals, videos, faces, share, root
        )
        good = np.flatnonzero(by.clips.clip_status != ClipStatus.EXCLUDED)
        said = prediction_table(by.network, by.clips, by.inputs, good, trained["temperature"])
        intervals = name_emotions(intervals, by.clips, said, smk.params.certain_from)
    write_table(intervals, smk.output.emotions)


if "snakemake" in globals():
    run(main, snakemake)

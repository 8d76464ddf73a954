"""Say which emotion each interval shows (rule recognise_intervals)."""

import numpy as np

from facemotion.dataset.classes import Classes
from facemotion.dataset.contract import ClipStatus
from facemotion.files.json_file import read_json
from facemotion.files.tsv import write_table
from facemotion.landmarks.store import read_landmarks
from facemotion.models.prediction import load_network, prediction_table, read_inputs
from facemotion.spotting.candidates import read_intervals
from facemotion.spotting.recognition import make_clips, name_emotions
from facemotion.spotting.videos import read_videos
from job import run


def main(smk):
    intervals = read_intervals(smk.input.intervals)
    trained = read_json(smk.input.summary, "summary")
    if len(intervals):
        about = trained["dataset"]
        classes, frames = Classes.of(about["classes"]), about["frames"]
        videos, faces = read_videos(smk.input.videos), read_landmarks(smk.input.landmarks)
        clips = make_clips(intervals, videos, faces, classes, frames, smk.params.max_failed_share)
        inputs = read_inputs(clips, None, smk.params.model)
        network = load_network(smk.input.weights, smk.params.model, inputs, clips)
        good = np.flatnonzero(clips.clip_status != ClipStatus.EXCLUDED)
        predictions = prediction_table(network, clips, inputs, good, trained["temperature"])
        intervals = name_emotions(intervals, clips, predictions, smk.params.certain_from)
    write_table(intervals, smk.output.emotions)


if "snakemake" in globals():
    run(main, snakemake)

"""Write the timeline of expressions in long videos: a table and a page (rule draw_timeline)."""

from pathlib import Path

from facemotion.files.atomic import write_text
from facemotion.files.tsv import write_table
from facemotion.landmarks.store import read_landmarks
from facemotion.spotting.candidates import read_intervals
from facemotion.spotting.explained import read_explained, shown_intervals
from facemotion.spotting.timeline import describe_videos, render_timeline, time_table
from facemotion.spotting.tracks import read_tracks
from facemotion.spotting.videos import read_videos
from job import run


def main(smk):
    videos, about = read_videos(smk.input.videos), smk.params.about
    found = read_intervals(smk.input.emotions, videos)
    intervals = shown_intervals(found, about["spotter"])
    explained = read_explained(smk.input.explained, len(intervals))
    table = time_table(intervals, videos, explained)
    tracks = read_tracks(read_landmarks(smk.input.landmarks), videos, None)
    weights, pictures = Path(smk.input.weights), smk.params.pictures
    described = describe_videos(tracks, table, explained, videos, weights, pictures)
    write_text(render_timeline(smk.wildcards.videos, described, about), smk.output.page)
    write_table(table, smk.output.table)


if "snakemake" in globals():
    run(main, snakemake)

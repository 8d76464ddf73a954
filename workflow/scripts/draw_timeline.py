"""Write what happened when in long videos, as a table and a page (rule draw_timeline)."""

from pathlib import Path

from facemotion.files.atomic import write_text
from facemotion.files.tsv import write_table
from facemotion.landmarks.store import read_landmarks
from facemotion.spotting.candidates import read_intervals
from facemotion.spotting.timeline import describe_videos, render_timeline, time_table
from facemotion.spotting.tracks import read_tracks
from facemotion.spotting.videos import read_videos
from job import run


def main(smk):
    videos, intervals = read_videos(smk.input.videos), read_intervals(smk.input.emotions)
    shown = intervals[intervals["spotter"] == smk.params.spotter]
    table = time_table(shown, videos)
    tracks = read_tracks(read_landmarks(smk.input.landmarks), videos, None)
    weights = Path(smk.input.weights)
    described = describe_videos(tracks, table, videos, weights, smk.params.pictures)
    spotter, certain_from = smk.params.spotter, smk.params.certain_from
    page = render_timeline(smk.wildcards.videos, described, spotter, certain_from)
    write_text(page, smk.output.page)
    write_table(table, smk.output.table)


if "snakemake" in globals():
    run(main, snakemake)

"""Score the intervals of every spotter against the ground truth (rule score_spotting)."""

from facemotion.files.atomic import write_text
from facemotion.files.json_file import read_json, write_json
from facemotion.spotting.candidates import read_intervals
from facemotion.spotting.referee import read_referee
from facemotion.spotting.result import score_intervals
from facemotion.spotting.result_text import format_result
from facemotion.spotting.videos import read_videos
from job import run


def main(smk):
    videos = read_videos(smk.input.videos)
    given = smk.params
    referee = read_referee(
        videos, smk.input.truth, given.rules, given.classes, given.bootstrap, given.background
    )
    chosen = read_json(smk.input.chosen, "chosen")
    intervals = read_intervals(smk.input.emotions, videos)
    result = score_intervals(given.about, referee, intervals, given.spotters, chosen)
    write_json(result, smk.output.result, "spotting")
    write_text(format_result(result), smk.output.summary)


if "snakemake" in globals():
    run(main, snakemake)

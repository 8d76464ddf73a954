"""Choose each spotter's settings per subject, on the other subjects (rule choose_intervals)."""

from facemotion.files.json_file import write_json
from facemotion.files.tsv import write_table
from facemotion.spotting.candidates import read_candidates
from facemotion.spotting.choice import choose_intervals
from facemotion.spotting.referee import make_referee
from facemotion.spotting.truth import read_truth
from facemotion.spotting.videos import read_videos
from job import run


def main(smk):
    videos, truth = read_videos(smk.input.videos), read_truth(smk.input.truth)
    tables = [read_candidates(path, videos) for path in smk.input.candidates]
    candidates = dict(zip(smk.params.spotters, tables, strict=True))
    intervals, chosen = choose_intervals(candidates, make_referee(videos, truth))
    write_table(intervals, smk.output.intervals)
    write_json(chosen, smk.output.chosen, "chosen")


if "snakemake" in globals():
    run(main, snakemake)

"""Compare spotted and recognised intervals with the paper's Table III (tabulate_recognised)."""

from facemotion.files.atomic import write_text
from facemotion.files.tsv import write_table
from facemotion.spotting.candidates import read_intervals
from facemotion.spotting.referee import read_referee
from facemotion.spotting.table_iii import format_table_iii, make_table_iii
from facemotion.spotting.videos import read_videos
from job import run


def main(smk):
    videos = read_videos(smk.input.videos)
    given, paper = smk.params, smk.params.paper
    referee = read_referee(videos, smk.input.truth, given.rules, given.classes, given.bootstrap)
    found = read_intervals(smk.input.intervals, videos)
    named = [read_intervals(path, videos) for path in smk.input.emotions]
    recognised = dict(zip(given.recognisers, named, strict=True))
    table = make_table_iii(referee, found, recognised, given.spotters, paper)
    write_table(table, smk.output.table)
    write_text(format_table_iii(table, paper["notes"]), smk.output.summary)


if "snakemake" in globals():
    run(main, snakemake)

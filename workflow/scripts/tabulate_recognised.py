"""Compare spotted and recognised intervals with the paper's Table III (tabulate_recognised)."""

from facemotion.files.atomic import write_text
from facemotion.files.tsv import write_table
from facemotion.spotting.candidates import read_intervals
from facemotion.spotting.referee import make_referee
from facemotion.spotting.table_iii import format_table_iii, make_table_iii
from facemotion.spotting.truth import Rules, read_truth
from facemotion.spotting.videos import read_videos
from job import run


def main(smk):
    videos = read_videos(smk.input.videos)
    referee = make_referee(
        videos,
        read_truth(smk.input.truth),
        Rules(**smk.params.rules),
        smk.params.classes,
        smk.params.bootstrap,
    )
    found, paper = read_intervals(smk.input.intervals, videos), smk.params.paper
    named = [read_intervals(path, videos) for path in smk.input.emotions]
    recognised = dict(zip(smk.params.recognisers, named, strict=True))
    table = make_table_iii(referee, found, recognised, smk.params.spotters, paper)
    write_table(table, smk.output.table)
    write_text(format_table_iii(table, paper["notes"]), smk.output.summary)


if "snakemake" in globals():
    run(main, snakemake)

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
    referee = make_referee(
        read_videos(smk.input.videos),
        read_truth(smk.input.truth),
        Rules(**smk.params.rules),
        smk.params.classes,
        smk.params.bootstrap,
    )
    found, paper = read_intervals(smk.input.intervals), smk.params.paper
    recognised = zip(smk.params.recognisers, map(read_intervals, smk.input.emotions), strict=True)
    table = make_table_iii(referee, found, dict(recognised), smk.params.spotters, paper)
    write_table(table, smk.output.table)
    write_text(format_table_iii(table, paper["notes"]), smk.output.summary)


if "snakemake" in globals():
    run(main, snakemake)

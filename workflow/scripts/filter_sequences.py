"""Choose the sequences that are used, and count them (rule filter_sequences)."""

from facemotion.files.json_file import write_json
from facemotion.files.tsv import write_table
from facemotion.sequences.filtering import (
    count_flow,
    filter_sequences,
    format_flow,
    require_sequences,
)
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    table = read_sequences(smk.input[0])
    flow = count_flow(table, smk.params.settings)
    print(format_flow(flow))
    require_sequences(flow, smk.input[0])
    write_table(filter_sequences(table, smk.params.settings), smk.output.table)
    write_json(flow, smk.output.flow, "flow")


if "snakemake" in globals():
    run(main, snakemake)

"""Select the usable sequences, and count what was excluded (rule filter_sequences)."""

import logging

from facemotion.files.json_file import write_json
from facemotion.files.tsv import write_table
from facemotion.notices import first_reasons
from facemotion.sequences.filtering import (
    broken_sequences,
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
    filtered = filter_sequences(table, smk.params.settings)
    broken = broken_sequences(filtered, smk.params.settings)
    if broken:
        logging.warning(first_reasons(broken, f"{len(table)} sequences", smk.output.table))
    require_sequences(flow, smk.input[0])
    write_table(filtered, smk.output.table)
    write_json(flow, smk.output.flow, "flow")


if "snakemake" in globals():
    run(main, snakemake)

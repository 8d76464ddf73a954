"""Draw the numbered frames of a sequence (rule draw_contact_sheet)."""

from facemotion.sequences.contact_sheet import (
    draw_contact_sheet,
    select_sequence,
    write_contact_sheet,
)
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    row = select_sequence(read_sequences(smk.input[0]), smk.wildcards.sequence)
    write_contact_sheet(draw_contact_sheet(smk.params.root, row), smk.output[0])


if "snakemake" in globals():
    run(main, snakemake)

"""Add neutral clips to the resampled ones (rule synthesize_neutral)."""

import pandas as pd

from facemotion.clips.resampling import COLUMNS, synthesize_neutral
from facemotion.files.atomic import read_table, write_table
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    clips = read_table(smk.input.clips, COLUMNS)
    neutral = synthesize_neutral(read_sequences(smk.input.sequences), **smk.params.settings)
    write_table(pd.concat([clips, neutral]), smk.output.clips)


if "snakemake" in globals():
    run(main, snakemake)

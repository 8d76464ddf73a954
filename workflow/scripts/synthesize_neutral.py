"""Add neutral clips to the resampled ones (rule synthesize_neutral)."""

import pandas as pd

from facemotion.clips.neutral import synthesize_neutral
from facemotion.clips.table import read_clips
from facemotion.files.tsv import write_table
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    clips, sequences = read_clips(smk.input.clips), read_sequences(smk.input.sequences)
    neutral = synthesize_neutral(sequences, smk.params.frames, **smk.params.settings)
    write_table(pd.concat([clips, neutral]), smk.output.clips)


if "snakemake" in globals():
    run(main, snakemake)

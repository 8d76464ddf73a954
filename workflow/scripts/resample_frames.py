"""Resample every usable sequence to a clip (rule resample_frames)."""

from facemotion.clips.resampling import resample_frames
from facemotion.files.tsv import write_table
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    sequences = read_sequences(smk.input.sequences)
    write_table(resample_frames(sequences, smk.params.frames), smk.output.clips)


if "snakemake" in globals():
    run(main, snakemake)

"""Resample every usable sequence to a clip of 20 frames (rule resample_frames)."""

from facemotion.clips.resampling import resample_frames
from facemotion.files.atomic import write_table
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    write_table(resample_frames(read_sequences(smk.input.sequences)), smk.output.clips)


if "snakemake" in globals():
    run(main, snakemake)

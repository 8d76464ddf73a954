"""List the frames in which landmarks are needed (rule want_frames)."""

from facemotion.clips.table import read_clips
from facemotion.clips.wanted import want_frames
from facemotion.files.tsv import write_table
from job import run


def main(smk):
    write_table(want_frames(read_clips(smk.input.clips)), smk.output.frames)


if "snakemake" in globals():
    run(main, snakemake)

"""Cut the frames that the clips use into shards (rule shard_frames)."""

from facemotion.clips.resampling import COLUMNS
from facemotion.files.atomic import read_table, write_json
from facemotion.landmarks.shards import shard_frames
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    clips = read_table(smk.input.clips, COLUMNS)
    sequences = read_sequences(smk.input.sequences)
    write_json(shard_frames(clips, sequences, smk.params.shards), smk.output.shards)


if "snakemake" in globals():
    run(main, snakemake)

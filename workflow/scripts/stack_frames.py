"""Write the frames of every clip, for networks with pixel input (rule stack_frames)."""

from pathlib import Path

from facemotion.dataset.contract import read_dataset
from facemotion.dataset.frames import stack_frames
from facemotion.provenance import settings_digest
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    stack_frames(
        read_dataset(smk.input.dataset),
        read_sequences(smk.input.sequences),
        Path(smk.params.root),
        smk.params.settings,
        Path(smk.output.frames),
        settings_digest=settings_digest(smk.params.settings),
    )


if "snakemake" in globals():
    run(main, snakemake)

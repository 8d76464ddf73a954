"""Merge the attribution maps of all folds (rule merge_cam)."""

from contextlib import ExitStack
from pathlib import Path

from facemotion.explanation.maps import copy_attributes, merge_maps, open_maps, write_maps
from job import run


def main(smk):
    with ExitStack() as files:
        parts = [files.enter_context(open_maps(path)) for path in smk.input.maps]
        out = Path(smk.output.maps)
        write_maps(merge_maps(parts), out, **copy_attributes(smk.input.maps[0]))


if "snakemake" in globals():
    run(main, snakemake)

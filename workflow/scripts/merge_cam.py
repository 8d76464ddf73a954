"""Merge the attribution maps of all folds (rule merge_cam)."""

from pathlib import Path

from facemotion.explanation.maps import copy_attributes, merge_maps, read_maps, write_maps
from job import run


def main(smk):
    merged = merge_maps([read_maps(path) for path in smk.input.maps])
    write_maps(merged, Path(smk.output.maps), **copy_attributes(smk.input.maps[0]))


if "snakemake" in globals():
    run(main, snakemake)

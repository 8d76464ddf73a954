"""Render generated people as a tree like CK+'s (rule render_demo_ckplus)."""

from pathlib import Path

from facemotion.demo.ckplus import render_ckplus
from job import run


def main(smk):
    render_ckplus(Path(smk.output[0]), settings=smk.params.settings, processes=smk.threads)


if "snakemake" in globals():
    run(main, snakemake)

"""Render a SAMM Long Videos look-alike of generated people (rule render_demo_samm)."""

from pathlib import Path

from facemotion.demo.samm import render_samm
from job import run


def main(smk):
    render_samm(Path(smk.output[0]), settings=smk.params.settings, processes=smk.threads)


if "snakemake" in globals():
    run(main, snakemake)

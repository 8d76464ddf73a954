"""Render generated people in the layout of SAMM Long Videos (rule render_demo_samm)."""

from facemotion.demo.samm import render_samm
from facemotion.files.atomic import atomic_folder
from job import run


def main(smk):
    with atomic_folder(smk.output[0]) as part:
        render_samm(part, settings=smk.params.settings, processes=smk.threads)


if "snakemake" in globals():
    run(main, snakemake)

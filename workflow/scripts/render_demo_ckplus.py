"""Render generated people in CK+'s folder layout (rule render_demo_ckplus)."""

from facemotion.demo.ckplus import render_ckplus
from facemotion.files.atomic import atomic_folder
from job import run


def main(smk):
    with atomic_folder(smk.output[0]) as part:
        render_ckplus(part, settings=smk.params.settings, processes=smk.threads)


if "snakemake" in globals():
    run(main, snakemake)

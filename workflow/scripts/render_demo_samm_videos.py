"""Render long videos in SAMM's grammar, of generated people (rule render_demo_samm_videos)."""

from pathlib import Path

from facemotion.demo.samm_long import render_long_videos
from job import run


def main(smk):
    render_long_videos(Path(smk.output[0]), settings=smk.params.settings, processes=smk.threads)


if "snakemake" in globals():
    run(main, snakemake)

"""Render long videos of generated people in SAMM's layout (rule render_demo_samm_videos)."""

from facemotion.demo.samm_long import render_long_videos
from facemotion.files.atomic import atomic_folder
from job import run


def main(smk):
    with atomic_folder(smk.output[0]) as part:
        render_long_videos(part, settings=smk.params.settings, processes=smk.threads)


if "snakemake" in globals():
    run(main, snakemake)

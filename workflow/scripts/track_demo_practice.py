"""Generate landmark tracks of long videos for training a spotter (rule track_demo_practice)."""

from facemotion.demo.practice_plan import plan_practice
from facemotion.demo.samm_long_tracks import write_long_tracks
from facemotion.files.atomic import atomic_folder
from job import run


def main(smk):
    with atomic_folder(smk.output[0]) as part:
        write_long_tracks(part, smk.params.settings, plan_practice)


if "snakemake" in globals():
    run(main, snakemake)

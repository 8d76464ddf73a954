"""Generate landmark tracks of many people (rule track_demo_people)."""

from facemotion.demo.people_tracks import write_people
from facemotion.files.atomic import atomic_folder
from job import run


def main(smk):
    with atomic_folder(smk.output[0]) as part:
        write_people(part, smk.params.settings, smk.params.frames)


if "snakemake" in globals():
    run(main, snakemake)

"""Generate landmark tracks of many people (rule track_demo_people)."""

from pathlib import Path

from facemotion.demo.people_tracks import write_people
from job import run


def main(smk):
    write_people(Path(smk.output[0]), smk.params.settings, smk.params.frames)


if "snakemake" in globals():
    run(main, snakemake)

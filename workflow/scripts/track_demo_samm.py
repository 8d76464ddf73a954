"""Generate landmark tracks of long videos in SAMM's layout (rule track_demo_samm)."""

from facemotion.demo.samm_long_tracks import write_long_tracks
from facemotion.files.atomic import atomic_folder
from job import run


def main(smk):
    with atomic_folder(smk.output[0]) as part:
        write_long_tracks(part, smk.params.settings)


if "snakemake" in globals():
    run(main, snakemake)

"""Learn how action units displace landmarks, and how to read them back (rule fit_basis)."""

from pathlib import Path

from facemotion.explanation.causes.basis import write_basis
from facemotion.explanation.causes.cast import draw_practice
from facemotion.explanation.causes.fitting import fit_basis
from job import run


def main(smk):
    settings = smk.params.settings
    practice = draw_practice(settings["practice_clips"], smk.params.frames, settings["seed"])
    write_basis(
        fit_basis(practice, settings["seed"]), settings["practice_clips"], Path(smk.output.basis)
    )


if "snakemake" in globals():
    run(main, snakemake)

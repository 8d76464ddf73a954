"""Draw how far the landmarks of two backends differ (rule draw_agreement)."""

from facemotion.figures.agreement import draw_agreement
from facemotion.figures.style import save_figure
from facemotion.files.json_file import read_json
from job import run


def main(smk):
    agreement = read_json(smk.input.agreement, "agreement")
    save_figure(draw_agreement(agreement, smk.wildcards.dataset), *smk.output)


if "snakemake" in globals():
    run(main, snakemake)

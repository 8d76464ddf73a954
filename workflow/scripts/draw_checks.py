"""Draw the sanity checks of a model's attribution maps (rule draw_checks)."""

from facemotion.explanation.planted_maps import read_planted_maps
from facemotion.figures.checks import draw_checks
from facemotion.figures.style import save_figure
from facemotion.files.json_file import read_json
from job import run


def main(smk):
    checks, planted = read_json(smk.input.checks, "checks"), read_planted_maps(smk.input.planted)
    save_figure(draw_checks(checks, planted), *smk.output)


if "snakemake" in globals():
    run(main, snakemake)

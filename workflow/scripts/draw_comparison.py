"""Draw the comparison of all models (rule draw_comparison)."""

from facemotion.figures.comparison import draw_comparison
from facemotion.figures.style import save_figure
from facemotion.files.json_file import read_json
from job import run


def main(smk):
    comparison = read_json(smk.input.comparison, "comparison")
    save_figure(draw_comparison(comparison), *smk.output.figure)


if "snakemake" in globals():
    run(main, snakemake)

"""Draw how well a model's maps agree with action units (rule draw_scores)."""

from facemotion.figures.scores import draw_scores
from facemotion.figures.style import save_figure
from facemotion.files.json_file import read_json
from job import run


def main(smk):
    save_figure(draw_scores(read_json(smk.input.scores, "scores")), *smk.output)


if "snakemake" in globals():
    run(main, snakemake)

"""Draw the landmark quality of a dataset (rule draw_quality)."""

from facemotion.figures.quality import draw_quality
from facemotion.figures.style import save_figure
from facemotion.landmarks.quality import read_quality
from job import run


def main(smk):
    quality = read_quality(smk.input.quality)
    save_figure(draw_quality(quality, smk.wildcards.dataset), *smk.output)


if "snakemake" in globals():
    run(main, snakemake)

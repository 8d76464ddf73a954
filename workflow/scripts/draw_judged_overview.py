"""Draw the maps of one method with their scores by the referee (rule draw_judged_overview)."""

from facemotion.explanation.scenes import open_scene
from facemotion.figures.judged import draw_judged_overview
from facemotion.figures.style import save_figure
from facemotion.files.json_file import read_json
from job import run


def main(smk):
    read, found = smk.input, read_json(smk.input.referee, "referee")
    method, shown = smk.wildcards.method, smk.params.shown
    with open_scene(read.maps, read.dataset, read.sequences, read.checks, method, **shown) as scene:
        save_figure(draw_judged_overview(scene, found), *smk.output)


if "snakemake" in globals():
    run(main, snakemake)

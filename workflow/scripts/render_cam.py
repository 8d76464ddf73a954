"""Draw the attribution maps of one method (rule render_cam)."""

from facemotion.explanation.scenes import open_scene
from facemotion.figures.explanation import draw_class, draw_overview
from facemotion.figures.style import save_figure
from job import run


def main(smk):
    read, files = smk.input, smk.output
    method, shown = smk.wildcards.method, smk.params.shown
    with open_scene(read.maps, read.dataset, read.sequences, read.checks, method, **shown) as scene:
        for name, *paths in zip(scene.maps.classes.names, files.png, files.pdf, strict=True):
            save_figure(draw_class(scene, name), *paths)
        save_figure(draw_overview(scene), *files.overview)


if "snakemake" in globals():
    run(main, snakemake)

"""Draw the attribution maps of one method (rule render_cam)."""

from facemotion.dataset.contract import read_dataset
from facemotion.explanation.maps import open_maps
from facemotion.explanation.scenes import set_scene
from facemotion.explanation.verdicts import failed_checks
from facemotion.figures.explanation import draw_class, draw_overview
from facemotion.figures.style import save_figure
from facemotion.files.json_file import read_json
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    method, files = smk.wildcards.method, smk.output
    with open_maps(smk.input.maps) as maps:
        scene = set_scene(
            maps,
            method,
            read_dataset(smk.input.dataset),
            read_sequences(smk.input.sequences),
            failed=failed_checks(read_json(smk.input.checks, "checks"), method),
            **smk.params.shown,
        )
        for name, *paths in zip(maps.classes.names, files.png, files.pdf, strict=True):
            save_figure(draw_class(scene, name), *paths)
        save_figure(draw_overview(scene), *files.overview)


if "snakemake" in globals():
    run(main, snakemake)

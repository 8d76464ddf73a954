"""Draw the maps of one method (rule render_cam)."""

from facemotion.dataset.contract import read_dataset
from facemotion.emotions import CLASSES
from facemotion.explanation.maps import read_maps
from facemotion.explanation.scenes import set_scene
from facemotion.explanation.verdicts import failed_checks
from facemotion.figures.explanation import draw_emotion, draw_overview
from facemotion.figures.style import save_figure
from facemotion.files.atomic import read_json
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    method = smk.wildcards.method
    scene = set_scene(
        read_maps(smk.input.maps),
        method,
        read_dataset(smk.input.dataset),
        read_sequences(smk.input.sequences),
        failed=failed_checks(read_json(smk.input.checks), method),
        **smk.params.shown,
    )
    for emotion, *paths in zip(CLASSES, smk.output.png, smk.output.pdf, strict=True):
        save_figure(draw_emotion(scene, emotion), *paths)
    save_figure(draw_overview(scene), *smk.output.overview)


if "snakemake" in globals():
    run(main, snakemake)

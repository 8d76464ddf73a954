"""Draw the maps of one method with their scores by the referee (rule draw_judged_overview)."""

from facemotion.dataset.contract import read_dataset
from facemotion.explanation.maps import open_maps
from facemotion.explanation.scenes import set_scene
from facemotion.explanation.verdicts import failed_checks
from facemotion.figures.judged import draw_judged_overview
from facemotion.figures.style import save_figure
from facemotion.files.json_file import read_json
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    method, found = smk.wildcards.method, read_json(smk.input.referee, "referee")
    with open_maps(smk.input.maps) as maps:
        scene = set_scene(
            maps,
            method,
            read_dataset(smk.input.dataset),
            read_sequences(smk.input.sequences),
            failed=failed_checks(read_json(smk.input.checks, "checks"), method),
            **smk.params.shown,
        )
        save_figure(draw_judged_overview(scene, found), *smk.output)


if "snakemake" in globals():
    run(main, snakemake)

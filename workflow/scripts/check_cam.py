"""Check whether a model's maps can be believed (rule check_cam)."""

from facemotion.dataset.contract import read_dataset
from facemotion.explanation.checks import measure_checks
from facemotion.explanation.maps import read_maps
from facemotion.explanation.planted import measure_planted
from facemotion.explanation.verdicts import describe_checks
from facemotion.figures.checks import draw_checks
from facemotion.figures.style import save_figure
from facemotion.files.atomic import write_json
from facemotion.models.prediction import load_network, read_inputs
from job import run


def main(smk):
    model, settings = smk.params.model, smk.params.settings
    clips, maps = read_dataset(smk.input.dataset), read_maps(smk.input.maps)
    inputs = read_inputs(clips, smk.input.get("frames"), model)
    networks = {
        fold: load_network(weights, model, inputs.shape[1:])
        for fold, weights in enumerate(smk.input.weights)
    }
    measured = measure_checks(networks, clips, inputs, maps, model, settings)
    planted = measure_planted(clips, inputs, model, settings)
    checks = describe_checks(measured, planted, settings, smk.wildcards.model)
    write_json(checks, smk.output.checks)
    save_figure(draw_checks(checks, planted["maps"]), smk.output.svg, smk.output.png)


if "snakemake" in globals():
    run(main, snakemake)

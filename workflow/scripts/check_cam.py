"""Run sanity checks on a model's attribution maps (rule check_cam)."""

from pathlib import Path

from facemotion.dataset.contract import read_dataset
from facemotion.explanation.attribution import on_pixels
from facemotion.explanation.checks import measure_checks
from facemotion.explanation.maps import open_maps
from facemotion.explanation.planted import measure_planted
from facemotion.explanation.planted_maps import PlantedMaps, write_planted_maps
from facemotion.explanation.verdicts import describe_checks
from facemotion.files.json_file import write_json
from facemotion.models.prediction import load_network, read_inputs
from job import run


def main(smk):
    model, settings, name = smk.params.model, smk.params.settings, smk.wildcards.model
    clips = read_dataset(smk.input.dataset)
    inputs = read_inputs(clips, smk.input.get("frames"), model)
    networks = {
        fold: load_network(weights, model, inputs, clips)
        for fold, weights in enumerate(smk.input.weights)
    }
    with open_maps(smk.input.maps) as maps:
        measured = measure_checks(networks, clips, inputs, maps, model, settings)
    planted = measure_planted(clips, inputs, model, settings)
    write_json(describe_checks(measured, planted, settings, name), smk.output.checks, "checks")
    shown = PlantedMaps(planted["maps"], on_pixels(model))
    write_planted_maps(shown, name, Path(smk.output.planted))


if "snakemake" in globals():
    run(main, snakemake)

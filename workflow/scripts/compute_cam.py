"""Compute attribution maps of one fold's test clips (rule compute_cam)."""

from pathlib import Path

import numpy as np

from facemotion.dataset.contract import ClipStatus, read_dataset
from facemotion.explanation.attribution import check_explainable
from facemotion.explanation.computing import compute_maps
from facemotion.explanation.maps import write_maps
from facemotion.models.prediction import load_network, read_inputs
from facemotion.provenance import settings_digest
from facemotion.splits.folds import read_split
from job import run


def main(smk):
    model, settings = smk.params.model, smk.params.settings
    check_explainable(smk.wildcards.model, model)
    clips = read_dataset(smk.input.dataset)
    inputs = read_inputs(clips, smk.input.get("frames"), model)
    fold = int(smk.wildcards.get("fold", -1))
    network = load_network(smk.input.weights, model, inputs, clips)
    if fold >= 0:
        rows = clips.rows_of(read_split(smk.input.split)["folds"][fold]["test"], "the split")
    else:
        rows = np.flatnonzero(clips.clip_status != ClipStatus.EXCLUDED)
    write_maps(
        compute_maps(network, clips, inputs, rows, model, settings, fold),
        Path(smk.output.maps),
        dataset=smk.params.dataset,
        model=smk.wildcards.model,
        scheme=smk.params.scheme,
        settings_digest=settings_digest([model, settings]),
    )


if "snakemake" in globals():
    run(main, snakemake)

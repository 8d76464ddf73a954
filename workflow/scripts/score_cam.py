"""Score a model's maps against facial action units (rule score_cam)."""

import pandas as pd

from facemotion.dataset.contract import read_dataset
from facemotion.explanation.claims import describe_scores, format_scores
from facemotion.explanation.maps import open_maps
from facemotion.explanation.scoring import score_maps
from facemotion.explanation.timing import read_timing
from facemotion.explanation.truth import frame_numbers
from facemotion.files.atomic import write_text
from facemotion.files.json_file import read_json, write_json
from facemotion.files.tsv import write_table
from job import run


def main(smk):
    timing = read_timing(smk.params.timing) if smk.params.timing else None
    with open_maps(smk.input.maps) as maps:
        numbers = frame_numbers(maps, read_dataset(smk.input.dataset))
        rows, counts = score_maps(maps, numbers, timing, smk.params.settings)
    checks = read_json(smk.input.checks, "checks")
    scores = describe_scores(rows, counts, checks, smk.params.about, smk.params.settings)
    write_json(scores, smk.output.scores, "scores")
    write_table(pd.DataFrame(rows), smk.output.table)
    write_text(format_scores(scores), smk.output.summary)


if "snakemake" in globals():
    run(main, snakemake)

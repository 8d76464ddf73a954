"""Score a model's maps against facial action units (rule score_cam)."""

import pandas as pd

from facemotion.dataset.contract import read_dataset
from facemotion.explanation.claims import describe_scores, format_scores
from facemotion.explanation.maps import read_maps
from facemotion.explanation.scoring import score_maps
from facemotion.explanation.truth import frame_numbers, read_timing
from facemotion.figures.scores import draw_scores
from facemotion.figures.style import save_figure
from facemotion.files.atomic import read_json, write_json, write_table, write_text
from job import run


def main(smk):
    maps = read_maps(smk.input.maps, images=False)
    timing = read_timing(smk.params.timing) if smk.params.timing else None
    numbers = frame_numbers(maps, read_dataset(smk.input.dataset))
    rows, counts = score_maps(maps, numbers, timing, smk.params.settings)
    checks = read_json(smk.input.checks)
    scores = describe_scores(rows, counts, checks, smk.params.about, smk.params.settings)
    write_json(scores, smk.output.scores)
    write_table(pd.DataFrame(rows), smk.output.table)
    write_text(format_scores(scores), smk.output.summary)
    save_figure(draw_scores(scores), smk.output.svg, smk.output.png)


if "snakemake" in globals():
    run(main, snakemake)

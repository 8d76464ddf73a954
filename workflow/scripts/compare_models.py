"""Put all models side by side (rule compare_models)."""

import pandas as pd

from facemotion.evaluation.comparison import compare_models, pool_predictions
from facemotion.evaluation.comparison_text import format_comparison
from facemotion.figures.comparison import draw_comparison
from facemotion.figures.style import save_figure
from facemotion.files.atomic import read_json, write_json, write_table, write_text
from job import run


def main(smk):
    comparison = compare_models(
        [read_json(path) for path in smk.input.results],
        pool_predictions(smk.input.predictions),
        [read_json(path) for path in smk.input.costs],
        smk.params.paper,
        smk.params.confidence,
    )
    write_table(pd.DataFrame(comparison["rows"]), smk.output.table)
    write_json(comparison, smk.output.result)
    write_text(format_comparison(comparison), smk.output.summary)
    save_figure(draw_comparison(comparison), *smk.output.figure)


if "snakemake" in globals():
    run(main, snakemake)

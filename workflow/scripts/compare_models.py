"""Compare all models in one table (rule compare_models)."""

import pandas as pd

from facemotion.dataset.table import read_clip_table
from facemotion.evaluation.comparison import compare_models, pool_predictions
from facemotion.evaluation.comparison_text import format_comparison
from facemotion.evaluation.external import read_external
from facemotion.files.atomic import write_text
from facemotion.files.json_file import read_json, write_json
from facemotion.files.tsv import write_table
from facemotion.splits.folds import read_split
from job import run


def main(smk):
    splits = [read_split(path) for path in smk.input.splits]
    by_scheme = {split["scheme"]: split for split in splits}
    clips = read_clip_table(smk.input.clips[0])
    external = {
        name: read_external(entry["path"], entry.get("scheme"), by_scheme, clips)
        for name, entry in smk.params.external.items()
    }
    comparison = compare_models(
        [read_json(path, "cv") for path in smk.input.results],
        pool_predictions(smk.input.predictions, by_scheme),
        [read_json(path, "cost") for path in smk.input.costs],
        smk.params.paper,
        smk.params.confidence,
        smk.params.seed,
        external,
    )
    # Counts that some rows lack: as objects, they stay integers.
    write_table(pd.DataFrame(comparison["rows"], dtype=object), smk.output.table)
    write_json(comparison, smk.output.result, "comparison")
    write_text(format_comparison(comparison), smk.output.summary)


if "snakemake" in globals():
    run(main, snakemake)

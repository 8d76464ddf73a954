"""Draw the paper's Table III, recomputed on our data (rule draw_table_iii)."""

from facemotion.evaluation.table_iii import make_table_iii
from facemotion.figures.style import save_figure
from facemotion.figures.table_iii import draw_table_iii
from facemotion.figures.tables import save_table
from facemotion.files.json_file import read_json
from job import run


def main(smk):
    comparison = read_json(smk.input.comparison, "comparison")
    transfers = [read_json(path, "transfer") for path in smk.input.transfers]
    results = [read_json(path, "cv") for path in smk.input.published]
    published = dict(zip(smk.params.published, results, strict=True))
    table = make_table_iii(comparison, transfers, published, smk.params.crop)
    name = comparison["dataset"]["name"]
    save_figure(draw_table_iii(table, name, comparison["confidence"]), *smk.output.figure)
    save_table(table, *smk.output.table, f"Models on {name}, with those quoted in the paper.")


if "snakemake" in globals():
    run(main, snakemake)

"""Build the page that shows the results and explores the clips (rule build_report)."""

from facemotion.dataset.contract import read_dataset
from facemotion.explanation.maps import read_maps
from facemotion.files.atomic import read_json, read_table, write_text
from facemotion.report.page import pack_explorer, page_context, render_page
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    sequences = read_sequences(smk.input.sequences)
    context = page_context(
        read_json(smk.input.result),
        sequences,
        read_table(smk.input.clips, ["clip_id", "emotion", "status", "reason"]),
        read_json(smk.input.checks),
        read_json(smk.input.scores),
        {name: smk.input[name] for name in smk.params.figures},
    )
    data, strips = pack_explorer(
        read_maps(smk.input.maps, images=False), read_dataset(smk.input.dataset), sequences,
        context["methods"], smk.params.shown, smk.params.settings,
    )  # fmt: skip
    write_text(render_page(context, data, strips), smk.output[0])


if "snakemake" in globals():
    run(main, snakemake)

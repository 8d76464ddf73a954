"""Build the report page: results, and an explorer of all clips (rule build_report)."""

from facemotion.dataset.contract import read_dataset
from facemotion.dataset.table import read_clip_table
from facemotion.explanation.maps import open_maps
from facemotion.files.atomic import write_text
from facemotion.files.json_file import read_json
from facemotion.landmarks.quality import read_quality
from facemotion.report.causes import read_causes
from facemotion.report.page import pack_explorer, page_context, render_page
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    causes = None
    if smk.input.referee:
        found = read_json(smk.input.referee, "referee")
        causes = read_causes(smk.input.sentences, smk.input.units, found)
    sequences = read_sequences(smk.input.sequences)
    context = page_context(
        read_json(smk.input.result, "cv"),
        sequences,
        read_clip_table(smk.input.clips),
        read_quality(smk.input.landmarks),
        read_json(smk.input.checks, "checks"),
        read_json(smk.input.scores, "scores"),
        causes,
        smk.params.why_no_causes,
        {name: smk.input[name] for name in smk.params.figures},
    )
    with open_maps(smk.input.maps) as maps:
        data, strips = pack_explorer(
            maps, read_dataset(smk.input.dataset), sequences,
            context, smk.params.shown, smk.params.settings,
        )  # fmt: skip
    write_text(render_page(context, data, strips), smk.output[0])


if "snakemake" in globals():
    run(main, snakemake)

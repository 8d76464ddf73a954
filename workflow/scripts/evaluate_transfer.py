"""Score a model on a dataset that it was not trained on (rule evaluate_transfer)."""

from facemotion.evaluation.flow import add_clips
from facemotion.evaluation.summary import format_transfer
from facemotion.evaluation.transfer import count_label_sources, evaluate_transfer
from facemotion.files.atomic import read_json, read_table, write_json, write_text
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    result = evaluate_transfer(
        model=smk.wildcards.model,
        trained_on=smk.params.trained_on,
        dataset=smk.params.dataset,
        flow=add_clips(read_json(smk.input.flow), read_table(smk.input.clips, ["status"])),
        predictions=read_table(smk.input.predictions[0], ["clip_id", "emotion", "predicted"]),
        label_sources=count_label_sources(read_sequences(smk.input.sequences)),
        model_settings=smk.params.model,
        settings=smk.params.settings,
        confidence=smk.params.confidence,
        bootstrap=smk.params.bootstrap,
        paper=smk.params.paper,
        versions=read_json(smk.input.summary)["versions"],
    )
    write_json(result, smk.output.result)
    write_text(format_transfer(result), smk.output.summary)


if "snakemake" in globals():
    run(main, snakemake)

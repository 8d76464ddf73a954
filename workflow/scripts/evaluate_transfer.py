"""Score a model on a dataset that it was not trained on (rule evaluate_transfer)."""

from facemotion.dataset.classes import Classes
from facemotion.dataset.table import read_clip_table
from facemotion.evaluation.flow import add_clips
from facemotion.evaluation.summary import format_transfer
from facemotion.evaluation.transfer import count_label_sources, evaluate_transfer
from facemotion.files.atomic import write_text
from facemotion.files.json_file import read_json, write_json
from facemotion.models.tables import read_predictions
from facemotion.sequences.table import read_sequences
from job import run


def main(smk):
    trained = read_json(smk.input.summary, "summary")
    classes = Classes.of(trained["dataset"]["classes"])
    clips = read_clip_table(smk.input.clips)
    result = evaluate_transfer(
        model=smk.wildcards.model,
        trained_on=smk.params.trained_on,
        dataset=smk.params.dataset,
        flow=add_clips(read_json(smk.input.flow, "flow"), clips, classes),
        predictions=read_predictions(smk.input.predictions[0], classes),
        label_sources=count_label_sources(read_sequences(smk.input.sequences)),
        model_settings=smk.params.model,
        settings=smk.params.settings,
        confidence=smk.params.confidence,
        bootstrap=smk.params.bootstrap,
        paper=smk.params.paper,
        trained=trained,
    )
    write_json(result, smk.output.result, "transfer")
    write_text(format_transfer(result), smk.output.summary)


if "snakemake" in globals():
    run(main, snakemake)

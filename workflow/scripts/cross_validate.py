"""Pool the test predictions of a model's folds into its result (rule cross_validate)."""

from pathlib import Path

from facemotion.dataset.classes import Classes
from facemotion.dataset.table import read_clip_table
from facemotion.evaluation.cross_validation import cross_validate
from facemotion.evaluation.flow import add_clips
from facemotion.evaluation.summary import format_summary
from facemotion.files.atomic import write_text
from facemotion.files.json_file import read_json, write_json
from facemotion.models.tables import read_living
from facemotion.splits.folds import read_split
from job import run


def main(smk):
    folders = (Path(predictions).parent for predictions in smk.input.predictions)
    living, schemes = iter(smk.input.living), {}
    for split_file, audit in zip(smk.input.splits, smk.input.audits, strict=True):
        split = read_split(split_file)
        seeds = {
            seed: [next(folders) for _ in split["folds"]] for seed in smk.params.model["seeds"]
        }
        audit = read_json(audit, "audit")
        classes = Classes.of(split["dataset"]["classes"])
        table = read_living(next(living), classes) if smk.input.living else None
        schemes[split["scheme"]] = {
            "seeds": seeds, "split": split, "audit": audit, "living": table
        }  # fmt: skip
    flow, clips = read_json(smk.input.flow[0], "flow"), read_clip_table(smk.input.clips[0])
    result = cross_validate(
        model=smk.wildcards.model,
        dataset=smk.params.dataset,
        flow=add_clips(flow, clips, classes),
        schemes=schemes,
        model_settings=smk.params.model,
        confidence=smk.params.confidence,
        bootstrap=smk.params.bootstrap,
        paper=smk.params.paper,
    )
    write_json(result, smk.output.result, "cv")
    write_text(format_summary(result), smk.output.summary)


if "snakemake" in globals():
    run(main, snakemake)

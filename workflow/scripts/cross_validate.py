"""Pool the folds of a model into its result (rule cross_validate)."""

from pathlib import Path

from facemotion.evaluation.cross_validation import cross_validate
from facemotion.evaluation.flow import add_clips
from facemotion.evaluation.summary import format_summary
from facemotion.files.atomic import read_json, read_table, write_json, write_text
from job import run


def main(smk):
    folders = (Path(predictions).parent for predictions in smk.input.predictions)
    schemes = {}
    for split, audit in zip(map(read_json, smk.input.splits), smk.input.audits, strict=True):
        seeds = {
            seed: [next(folders) for _ in split["folds"]] for seed in smk.params.model["seeds"]
        }
        schemes[split["scheme"]] = {"seeds": seeds, "split": split, "audit": read_json(audit)}
    result = cross_validate(
        model=smk.wildcards.model,
        dataset=smk.params.dataset,
        flow=add_clips(read_json(smk.input.flow[0]), read_table(smk.input.clips[0], [])),
        schemes=schemes,
        model_settings=smk.params.model,
        confidence=smk.params.confidence,
        bootstrap=smk.params.bootstrap,
        paper=smk.params.paper,
    )
    write_json(result, smk.output.result)
    write_text(format_summary(result), smk.output.summary)


if "snakemake" in globals():
    run(main, snakemake)

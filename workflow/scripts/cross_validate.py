"""Pool the folds of a model into its result (rule cross_validate)."""

from pathlib import Path

from facemotion.evaluation.cross_validation import cross_validate
from facemotion.evaluation.flow import add_clips
from facemotion.evaluation.summary import format_summary
from facemotion.files import read_json, read_table, write_json, write_text
from job import run


def main(smk):
    folders = (Path(predictions).parent for predictions in smk.input.predictions)
    splits = [read_json(split) for split in smk.input.splits]
    result = cross_validate(
        model=smk.wildcards.model,
        dataset=smk.params.dataset,
        flow=add_clips(read_json(smk.input.flow[0]), read_table(smk.input.clips[0], [])),
        schemes={s["scheme"]: ([next(folders) for _ in s["folds"]], s) for s in splits},
        model_settings=smk.params.model,
        confidence=smk.params.confidence,
        paper=smk.params.paper,
    )
    write_json(result, smk.output.result)
    write_text(format_summary(result), smk.output.summary)


if "snakemake" in globals():
    run(main, snakemake)

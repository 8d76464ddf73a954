"""Score intervals spotted by another program (rule score_submission)."""

from facemotion.files.atomic import write_text
from facemotion.files.json_file import write_json
from facemotion.spotting.result_text import format_result
from facemotion.spotting.scored_files import score_submission
from facemotion.spotting.truth import Rules
from job import run


def main(smk):
    result = score_submission(
        name=smk.wildcards.submission,
        file=smk.input.file,
        truth={"reader": smk.params.reader, "path": smk.input.truth},
        rules=Rules(**smk.params.rules),
        labels=smk.params.labels,
        classes=smk.params.classes,
        bootstrap=smk.params.bootstrap,
    )
    write_json(result, smk.output.result, "spotting")
    write_text(format_result(result), smk.output.summary)


if "snakemake" in globals():
    run(main, snakemake)

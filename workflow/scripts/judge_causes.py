"""Score explanations against the true effects of action units (rule judge_causes)."""

from facemotion.explanation.causes.referee import referee
from facemotion.explanation.causes.referee_text import format_referee
from facemotion.explanation.causes.tables import read_trial
from facemotion.files.atomic import write_text
from facemotion.files.json_file import write_json
from job import run


def main(smk):
    choice, verdict = read_trial(*smk.input.choice), read_trial(*smk.input.verdict)
    found = referee(choice, verdict, smk.params.about, smk.params.settings)
    write_json(found, smk.output.referee, "referee")
    write_text(format_referee(found), smk.output.summary)


if "snakemake" in globals():
    run(main, snakemake)

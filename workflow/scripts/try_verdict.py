"""Compute every explanation of a network on the verdict people (rule try_verdict)."""

from facemotion.explanation.causes.asking import load_asked
from facemotion.explanation.causes.basis import read_basis
from facemotion.explanation.causes.cast import VERDICT
from facemotion.explanation.causes.tables import write_numbers, write_trial
from facemotion.explanation.causes.trial import pair_table, try_explanations
from job import run


def main(smk):
    model, name, settings = smk.params.model, smk.wildcards.model, smk.params.settings
    asked = load_asked(smk.input.weights, smk.input.summary, name, model)
    other = load_asked(smk.input.other_weights, smk.input.other_summary, name, model)
    trial = try_explanations(asked, read_basis(smk.input.basis), VERDICT, settings, other)
    write_trial(trial.effects, trial.told, smk.output.effects, smk.output.explanations)
    write_numbers(pair_table(trial.pairs, trial.effects, settings), smk.output.interactions)


if "snakemake" in globals():
    run(main, snakemake)

"""Compute every explanation of a network on the choice people (rule try_choice)."""

from facemotion.explanation.causes.asking import load_asked
from facemotion.explanation.causes.basis import read_basis
from facemotion.explanation.causes.cast import CHOICE
from facemotion.explanation.causes.tables import write_trial
from facemotion.explanation.causes.trial import try_explanations
from job import run


def main(smk):
    model, name = smk.params.model, smk.wildcards.model
    asked = load_asked(smk.input.weights, smk.input.summary, name, model)
    trial = try_explanations(asked, read_basis(smk.input.basis), CHOICE, smk.params.settings)
    write_trial(trial.effects, trial.told, smk.output.effects, smk.output.explanations)


if "snakemake" in globals():
    run(main, snakemake)

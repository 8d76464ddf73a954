"""Explain a network from elsewhere: any torch module that maps landmark inputs to logits.

    asked = Asked(module.eval(), {"input": "frontal"}, Classes.of({"happy": ["happy"], ...}))
    basis = read_basis("results/causes/basis.h5")
    found = judge_network(asked, basis, SETTINGS)
    for evidence in explain_tracks(asked, landmarks, size, basis, found, SETTINGS):
        print(say(evidence))

Stored probabilities are not enough: causes are found by querying the network on modified clips.
"""

from facemotion.explanation.causes.asking import Asked
from facemotion.explanation.causes.basis import Basis
from facemotion.explanation.causes.cast import CHOICE, VERDICT
from facemotion.explanation.causes.referee import referee
from facemotion.explanation.causes.tables import effects_of
from facemotion.explanation.causes.trial import try_explanations

SETTINGS = {
    "choice_people": 20, "verdict_people": 30, "shapley_clips": 0, "seed": 1, "steps": 16,
    "confidence": 0.95, "draws": 2000,
}  # fmt: skip
ABOUT = {"model": "a module", "choice_network": "itself", "verdict_network": "as it is"}


def judge_network(asked: Asked, basis: Basis, settings: dict = SETTINGS) -> dict:
    """Choose and evaluate explanations of a network: it serves as choice and as verdict network.

    Parameters
    ----------
    asked
        The module, its input and classes; clips are generated with `asked.frames` frames.
    settings
        With the keys of `SETTINGS`.

    Returns
    -------
    dict
        Content as of `results/causes/{model}/referee.json`.
    """
    trials = [try_explanations(asked, basis, group, settings) for group in (CHOICE, VERDICT)]
    choice, verdict = ((effects_of(trial.effects), trial.told) for trial in trials)
    return referee(choice, verdict, ABOUT, settings)

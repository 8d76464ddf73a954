"""The same for a network from elsewhere: any module of torch that gives logits of landmarks.

    asked = Asked(module.eval(), {"input": "frontal"}, Classes.of({"happy": ["happy"], ...}))
    basis = read_basis("results/causes/basis.h5")
    found = judge_network(asked, basis, SETTINGS)
    for evidence in explain_tracks(asked, landmarks, size, basis, found, SETTINGS):
        print(say(evidence))

A table of probabilities alone is not enough: what caused a decision is found by asking again.
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
    """Choose and judge explanations of a network; its choice is on itself, of other people.

    Parameters
    ----------
    asked
        The module, the input that it sees and its classes; its clips have `asked.frames` frames.
    settings
        As `SETTINGS`.

    Returns
    -------
    dict
        As `results/causes/{model}/referee.json`.
    """
    trials = [try_explanations(asked, basis, group, settings) for group in (CHOICE, VERDICT)]
    choice, verdict = ((effects_of(trial.effects), trial.told) for trial in trials)
    return referee(choice, verdict, ABOUT, settings)

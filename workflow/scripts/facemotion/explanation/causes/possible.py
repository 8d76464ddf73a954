"""Check whether causes can be explained, from the settings alone, without loading a network."""

from collections.abc import Mapping

from facemotion.dataset.classes import Classes
from facemotion.demo.acting.emotions import NEUTRAL, VARIANTS
from facemotion.errors import InputError
from facemotion.models.inputs import INPUTS


def check_input(model: str, settings: Mapping) -> None:
    """Check that a model has landmark input.

    Raises
    ------
    InputError
        The model has pixel input, but generated people have only landmarks.
    """
    if settings["input"] not in INPUTS:
        raise InputError(
            f"models.{model}.input is {settings['input']!r}, but causes can be explained only for "
            f"landmark inputs; explain a model whose input is one of {', '.join(INPUTS)}."
        )


def shown_emotions(classes: Classes) -> list[str]:
    """Return the emotions of generated people that any class contains.

    Raises
    ------
    InputError
        No class contains one.
    """
    emotions = [name for name in VARIANTS if name != NEUTRAL and classes.name_of(name)]
    if not emotions:
        raise InputError(
            f"dataset.classes includes none of {', '.join(VARIANTS)}, so there is no clip with "
            "known causes; add an emotion."
        )
    return emotions


def why_not(model: str, settings: Mapping, classes: Mapping) -> str:
    """Return why causes of a model's decisions cannot be explained; "" if they can."""
    try:
        check_input(model, settings)
        shown_emotions(Classes.of(classes))
    except InputError as error:
        return str(error)
    return ""

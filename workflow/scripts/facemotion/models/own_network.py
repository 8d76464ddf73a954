"""A network of the user's: the class that the config names, made and tried before it is trained.

The constructor is called with those of `n_classes`, `shape`, `channels`, `landmarks`, `frames`,
`height` and `width` that it has parameters for, and with the model's `arguments`.
"""

import inspect
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import torch
from torch import nn

from facemotion.errors import InputError
from facemotion.models.declarations import network_source
from facemotion.own_code import OWN, find_module, is_own, make_importable, split_choice
from facemotion.provenance import reached_files

AXES = {True: ("frames", "height", "width"), False: ("channels", "landmarks", "frames")}
TRIED = 2  # clips of zeros that a fresh network is shown


def build_own(settings: dict, shape: tuple[int, ...], n_classes: int) -> nn.Module:
    """Make a network with fresh weights, and show it clips.

    Parameters
    ----------
    settings
        Of the model: `network`, ``package.module:Class``; `input`; maybe `arguments`.
    shape
        Of what it sees of a clip: (2, 68, T), or (T, height, width) of the input `frames`.
    n_classes
        Size of its output.

    Raises
    ------
    InputError
        The class cannot be imported or made, is no network, or does not give logits (N, n_classes).
    """
    choice = settings["network"]
    given = dict(zip(AXES[settings["input"] == "frames"], shape, strict=True))
    given |= {"shape": tuple(shape), "n_classes": n_classes}
    network = _make(_load(choice), choice, given, settings.get("arguments", {}))
    with blamed(choice, f"shown {TRIED} clips of shape {shape}"):
        logits = network.eval()(torch.zeros(TRIED, *shape))
    _check_logits(logits, choice, (TRIED, n_classes), shape)
    _check_state(network, choice)
    return network.train()


def _load(choice: str) -> type[nn.Module]:
    module, name = split_choice(choice)
    make_importable()
    with blamed(choice, "imported"):
        found = getattr(import_module(module), name, None)
    if not (isinstance(found, type) and issubclass(found, nn.Module)):
        kind = "nothing" if found is None else f"{name}, {_kind(found)}"
        raise InputError(
            f"{find_module(module)}: found {kind}, expected a class {name} derived from "
            "torch.nn.Module."
        )
    return found


def _kind(found: object) -> str:
    if isinstance(found, type):
        return "a class derived from " + ", ".join(base.__name__ for base in found.__bases__)
    return f"a {type(found).__name__}"


def _make(network: type[nn.Module], choice: str, given: dict, arguments: dict) -> nn.Module:
    taken = inspect.signature(network).parameters.values()
    names = [p.name for p in taken if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    unknown = [name for name in arguments if name not in names]
    if unknown and not any(p.kind == p.VAR_KEYWORD for p in taken):
        raise InputError(
            f"{choice} takes no argument {unknown[0]!r}, only {', '.join(names) or 'none'}; remove "
            "it from the model's arguments."
        )
    chosen = {name: value for name, value in given.items() if name in names} | arguments
    needed = [p.name for p in taken if p.name in names and p.default is p.empty]
    missing = [name for name in needed if name not in chosen]
    if missing:
        raise InputError(
            f"{choice} needs the argument {missing[0]!r}; add it to the model's arguments. Always "
            f"given: {', '.join(given)}."
        )
    with blamed(choice, "made"):
        return network(**chosen)


def _check_logits(logits: object, choice: str, wanted: tuple[int, int], shape: tuple) -> None:
    expected = f"expected logits {wanted}, one per clip and class"
    if not isinstance(logits, torch.Tensor):
        raise InputError(f"{choice} gives a {type(logits).__name__}, {expected}.")
    if tuple(logits.shape) != wanted:
        raise InputError(f"{choice} gives {tuple(logits.shape)} for clips of {shape}, {expected}.")
    if not logits.requires_grad:
        raise InputError(
            f"{choice}: its logits depend on no trainable parameter; compute them from "
            "layers or nn.Parameter, without no_grad or detach."
        )


def _check_state(network: nn.Module, choice: str) -> None:
    for name, tensor in network.state_dict().items():
        if not torch.isfinite(tensor).all():
            raise InputError(
                f"{choice}: {name} contains NaN or infinity, which would count as damage when "
                "weights are read again; register such a buffer with persistent=False."
            )


@contextmanager
def blamed(choice: str, doing: str) -> Iterator[None]:
    """Turn what goes wrong in the user's code into a sentence that names the file and line.

    Parameters
    ----------
    choice
        The network; what goes wrong in one of this project is left as it is.
    doing
        What is done to it, as "trained".

    Raises
    ------
    InputError
        Anything but an `InputError` went wrong.
    """
    try:
        yield
    except InputError:
        raise
    except (Exception, SystemExit) as error:
        if not is_own(choice):
            raise
        problem = f"{type(error).__name__}: {error}".rstrip(": .")
        place = _place(error, choice)
        raise InputError(f"{place}: {problem}, when {choice} was {doing}; correct it.") from error


def _place(error: BaseException, choice: str) -> str:
    """Name the last line of the user's code that was reached."""
    files = [n for n in reached_files([network_source(choice)]) if n.startswith(OWN)]
    paths = {str(find_module(name.removeprefix(OWN))) for name in files}
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{f.filename}, line {f.lineno}" for f in frames if f.filename in paths]
    return lines[-1] if lines else str(find_module(split_choice(choice)[0]))

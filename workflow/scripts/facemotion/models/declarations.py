"""What networks declare, read without importing them (or torch)."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from facemotion.errors import InputError
from facemotion.own_code import OWN, is_own, split_choice
from facemotion.provenance import module_path

FOLDER = Path(__file__).parent / "networks"
DESCENT_SETTINGS = {
    "learning_rate": {"type": "number", "exclusiveMinimum": 0},
    "batch_size": {"type": "integer", "minimum": 1},
    "epochs": {"type": "integer", "minimum": 1},
}
OPTIMIZERS = ("sgd", "adamw")
# Of a class of the user's: what its constructor is given, and where its maps are taken.
OWN_SETTINGS = {
    "arguments": {"type": "object"},
    "layers": {
        "type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"},
    },
}  # fmt: skip
OWN_INPUTS = ("image", "motion", "frontal", "differences", "frames")
SGD_SETTINGS = {
    "decay": {"type": "number", "minimum": 0},
    "momentum": {"type": "number", "minimum": 0, "exclusiveMaximum": 1},
}


@dataclass(frozen=True)
class Declaration:
    """What a network's module declares; see `facemotion.models.networks`.

    Attributes
    ----------
    inputs, min_frames, layers
        Its `INPUTS`, `MIN_FRAMES` and `LAYERS`.
    settings
        Its `SETTINGS`, and those of gradient descent unless it has a `fit`.
    has_fit
        Whether it has one.
    optional
        Settings that may be left out.
    """

    inputs: tuple[str, ...]
    settings: Mapping[str, dict]
    min_frames: int = 1
    layers: Mapping[str, str] = field(default_factory=dict)
    has_fit: bool = False
    optional: Mapping[str, dict] = field(default_factory=dict)

    def schema(self, optimizer: str = OPTIMIZERS[0]) -> dict:
        """Return the JSON schema of the settings of a model that has this network."""
        seed = {"type": "integer", "minimum": 0, "maximum": 2147483647}
        properties = {
            "network": {"type": "string"},
            "input": {"type": "string", "enum": list(self.inputs)},
            **self.settings,
            **(SGD_SETTINGS if optimizer == OPTIMIZERS[0] and not self.has_fit else {}),
            "seeds": {"type": "array", "minItems": 1, "uniqueItems": True, "items": seed},
        }
        name = {"type": "string"}
        optional = {
            **self.optional,
            "trained_on": {"type": "array", "minItems": 1, "uniqueItems": True, "items": name},
        }
        if not self.has_fit:
            optional["optimizer"] = {"type": "string", "enum": list(OPTIMIZERS)}
        return {
            "type": "object",
            "additionalProperties": False,
            "required": list(properties),
            "properties": properties | optional,
        }


def network_names() -> list[str]:
    """List the networks there are."""
    return sorted(p.stem for p in FOLDER.glob("*.py") if p.stem != "__init__")


def network_module(network: str) -> str:
    """Name the module of a network of this project."""
    return f"facemotion.models.networks.{network}"


def network_source(network: str) -> str:
    """Name the file of a network, as `facemotion.provenance.code_digest` reads it."""
    if is_own(network):
        return OWN + split_choice(network)[0]
    return module_path(network_module(network))


@cache
def read_declaration(network: str) -> Declaration:
    """Read what a network declares.

    Raises
    ------
    InputError
        Its module declares no `INPUTS`, or something that is no literal.
    """
    if is_own(network):
        return Declaration(OWN_INPUTS, DESCENT_SETTINGS, optional=OWN_SETTINGS)
    path = FOLDER / f"{network}.py"
    body = ast.parse(path.read_text(encoding="utf-8")).body
    constants = {
        node.targets[0].id: node.value
        for node in body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }

    def literal(name: str, default: object) -> object:
        try:
            return ast.literal_eval(constants[name]) if name in constants else default
        except ValueError as error:
            raise InputError(
                f"{path}: {name} is computed, expected a literal, because it is read without "
                "importing the module."
            ) from error

    own_fit = any(isinstance(node, ast.FunctionDef) and node.name == "fit" for node in body)
    declared = Declaration(
        inputs=tuple(literal("INPUTS", ())),
        settings=literal("SETTINGS", {}) | ({} if own_fit else DESCENT_SETTINGS),
        min_frames=literal("MIN_FRAMES", 1),
        layers=literal("LAYERS", {}),
        has_fit=own_fit,
    )
    if not declared.inputs:
        raise InputError(f"{path}: found no INPUTS, expected a list such as ['motion'].")
    return declared


def check_frames(network: str, frames: int) -> None:
    """Refuse clips that are too short for a network.

    Raises
    ------
    InputError
        A clip has fewer frames than the network's pooling needs.
    """
    least = read_declaration(network).min_frames
    if frames < least:
        raise InputError(
            f"network {network} needs clips of at least {least} frames, found {frames}; increase "
            "clips.frames in config.yaml, or choose another network."
        )

"""Network weights as safetensors files, with a description of the network."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from facemotion.errors import DamagedFileError
from facemotion.files.atomic import atomic

SCHEMA_VERSION = 1
_ENTRY = "facemotion"  # key in the file's metadata


def write_weights(state: Mapping[str, torch.Tensor], about: Mapping, path: str | Path) -> None:
    """Write weights; `about` describes the network, its input and classes, and can be JSON.

    Parameters
    ----------
    state
        Tensors by name, as returned by `state_dict`.
    about
        Description of the network, which `read_weights` compares.
    path
        File to write.
    """
    # Tied weights are stored once each, because the format does not allow shared storage.
    tensors = {name: value.cpu().contiguous().clone() for name, value in state.items()}
    metadata = {"schema_version": SCHEMA_VERSION, **about, "sha256": _digest(tensors)}
    with atomic(path) as part:
        # A single entry: safetensors writes several in arbitrary order, so the bytes would differ.
        part.write_bytes(save(tensors, {_ENTRY: json.dumps(metadata)}))


def read_weights(
    path: str | Path, about: Mapping, expected: Mapping[str, torch.Tensor]
) -> dict[str, torch.Tensor]:
    """Read the weights of a network.

    Parameters
    ----------
    path
        The file.
    about
        Description of the network, the same as when it was written.
    expected
        Weights of a new instance of that network, for their names and shapes.

    Raises
    ------
    DamagedFileError
        The file is damaged, belongs to another network, or contains NaN or infinity.
    """
    try:
        with safe_open(path, "pt") as file:
            metadata = json.loads((file.metadata() or {}).get(_ENTRY, "{}"))
            state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError) as error:
        raise DamagedFileError(
            path, "", "an unreadable safetensors file", "a complete one"
        ) from error
    wanted = json.loads(json.dumps({"schema_version": SCHEMA_VERSION, **about}))
    for key, value in wanted.items():
        if metadata.get(key) != value:
            raise DamagedFileError(path, f"metadata {key}", str(metadata.get(key)), str(value))
    for name in expected.keys() | state.keys():
        shapes = [str(tuple(s[name].shape)) if name in s else "nothing" for s in (state, expected)]
        if shapes[0] != shapes[1]:
            raise DamagedFileError(path, f"tensor {name}", *shapes)
        if not torch.isfinite(state[name]).all():
            raise DamagedFileError(path, f"tensor {name}", "NaN or infinity", "finite numbers")
    if metadata.get("sha256") != _digest(state):
        raise DamagedFileError(
            path, "", "numbers that changed after they were written", "those of its sha256"
        )
    return state


def _digest(tensors: Mapping[str, torch.Tensor]) -> str:
    digest = hashlib.sha256()
    for name in sorted(tensors):
        digest.update(tensors[name].numpy().tobytes())
    return digest.hexdigest()

"""Make the datasets that a checked configuration names."""

from collections.abc import Mapping
from pathlib import Path

from facemotion.landmarks.backends import make_backend
from facemotion.sequences.dataset import Dataset
from facemotion.sequences.readers import load_reader


def make_datasets(config: Mapping, rendered: Mapping[str, str]) -> dict[str, Dataset]:
    """Make all datasets.

    Parameters
    ----------
    config
        The whole configuration, checked.
    rendered
        Folders that the demo stage writes, each with the reader that it is made for.
    """
    entries = config["sequences"]["datasets"].items()
    return {name: _make(name, entry, config["landmarks"], rendered) for name, entry in entries}


def backend_choice(entry: Mapping, landmarks: Mapping) -> tuple[str, dict]:
    """Name the landmark backend of a dataset, with its settings: the config's, then its own."""
    own = dict(entry.get("landmarks", {}))
    name = own.pop("backend", landmarks["backend"])
    return name, {**landmarks.get(name, {}), **own}


def _make(name: str, entry: Mapping, landmarks: Mapping, rendered: Mapping) -> Dataset:
    traits, path = load_reader(entry["reader"]).TRAITS, Path(entry["path"])
    backend = make_backend(*backend_choice(entry, landmarks))
    return Dataset(
        name=name,
        reader=entry["reader"],
        path=entry["path"],
        root=str(path if traits.path == "folder" else path.parent),
        has_images=not (traits.lists_tables and backend.reads_sequences),
        has_labels=traits.has_labels,
        keeps_unlabelled=traits.keeps_unlabelled,
        paper=traits.paper,
        rendered=rendered.get(str(path)) == entry["reader"],
        backend=backend.name,
        backend_settings=backend.settings,
    )

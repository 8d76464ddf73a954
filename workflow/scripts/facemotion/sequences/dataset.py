"""What a dataset is, as one value that is made once and handed on."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Dataset:
    """A dataset as the config has it.

    Attributes
    ----------
    name, reader, path
        As in the config.
    root
        The folder that paths of frames start from.
    has_images
        Whether there are images; else its sequences are tables of landmarks.
    has_labels, keeps_unlabelled, paper
        As in `facemotion.sequences.traits.Traits`.
    rendered
        Whether the demo stage makes it: its faces are no real people's.
    backend, backend_settings
        Landmark backend and its settings.
    """

    name: str
    reader: str
    path: str
    root: str
    has_images: bool
    has_labels: bool
    keeps_unlabelled: bool
    paper: str
    rendered: bool
    backend: str
    backend_settings: dict

    def describe(self) -> dict:
        """Say what a result was made of; JSON-able."""
        return {
            "name": self.name,
            "reader": self.reader,
            "path": self.path,
            "has_images": self.has_images,
            "rendered": self.rendered,
            "paper": self.paper,
        }


def describe_all(datasets: Sequence[Dataset]) -> dict:
    """Say of several datasets what `Dataset.describe` says of one."""
    if len(datasets) == 1:
        return datasets[0].describe()
    texts = {key: [d.describe()[key] for d in datasets] for key in ("name", "reader", "path")}
    return {
        **{key: "+".join(values) for key, values in texts.items()},
        "has_images": all(d.has_images for d in datasets),
        "rendered": all(d.rendered for d in datasets),
        "paper": "",
    }

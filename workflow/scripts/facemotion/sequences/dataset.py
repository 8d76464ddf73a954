"""The description of a dataset, which is created once and passed to later stages."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Dataset:
    """A dataset as configured.

    Attributes
    ----------
    name, reader, path
        From the config.
    root
        Folder that frame paths are relative to.
    has_images
        Whether there are images; otherwise the sequences are landmark tables.
    has_labels, keeps_unlabelled, paper
        As in `facemotion.sequences.traits.Traits`.
    rendered
        Whether the demo stage renders it, so that its faces are not of real people.
    backend, backend_settings
        Landmark backend, and its settings.
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
        """Return a description for results made from the dataset; it can be JSON."""
        return {
            "name": self.name,
            "reader": self.reader,
            "path": self.path,
            "has_images": self.has_images,
            "rendered": self.rendered,
            "paper": self.paper,
        }


def describe_all(datasets: Sequence[Dataset]) -> dict:
    """Return the combined description of several datasets."""
    if len(datasets) == 1:
        return datasets[0].describe()
    texts = {key: [d.describe()[key] for d in datasets] for key in ("name", "reader", "path")}
    return {
        **{key: "+".join(values) for key, values in texts.items()},
        "has_images": all(d.has_images for d in datasets),
        "rendered": all(d.rendered for d in datasets),
        "paper": "",
    }

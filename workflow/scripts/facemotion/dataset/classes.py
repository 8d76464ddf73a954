"""The classes of a dataset: ordered names, each with the sequence labels that it comprises."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from facemotion.sequences.labels import NEUTRAL


@dataclass(frozen=True)
class Classes:
    """The classes, in the order used by every label, table and matrix.

    Attributes
    ----------
    labels : dict of str to tuple of str
        The labels that each class comprises; a label belongs to at most one class.
    """

    labels: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, labels: Mapping[str, Iterable[str]]) -> "Classes":
        """Create classes from a mapping, as in the config or a JSON file."""
        return cls({name: tuple(held) for name, held in labels.items()})

    @property
    def names(self) -> tuple[str, ...]:
        """All classes."""
        return tuple(self.labels)

    @property
    def neutral(self) -> str | None:
        """The class that consists of neutral faces only, or None."""
        return next((n for n, held in self.labels.items() if held == (NEUTRAL,)), None)

    @property
    def expressive(self) -> tuple[str, ...]:
        """All classes but the neutral one."""
        return tuple(name for name in self.labels if name != self.neutral)

    def __len__(self) -> int:
        return len(self.labels)

    def name_of(self, label: str) -> str:
        """Return the class that contains a sequence label; "" if none does."""
        return next((name for name, held in self.labels.items() if label in held), "")

    def index_of(self, label: str) -> int:
        """Return the index of the class that contains a sequence label; -1 if none does."""
        name = self.name_of(label)
        return self.names.index(name) if name else -1

    def as_json(self) -> dict[str, list[str]]:
        """Return the mapping that `of` accepts."""
        return {name: list(held) for name, held in self.labels.items()}

    def attributes(self) -> dict[str, list[str]]:
        """Return the HDF5 attributes that describe these classes."""
        held = ["+".join(labels) for labels in self.labels.values()]
        return {"classes": list(self.labels), "class_labels": held}

    @classmethod
    def of_attributes(cls, attributes: Mapping) -> "Classes":
        """Recreate classes from the result of `attributes`."""
        names, held = (list(attributes[key]) for key in ("classes", "class_labels"))
        return cls.of({n: labels.split("+") for n, labels in zip(names, held, strict=True)})

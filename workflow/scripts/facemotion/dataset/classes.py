"""The classes of a dataset: names in order, each with the labels of sequences that it holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from facemotion.sequences.labels import NEUTRAL


@dataclass(frozen=True)
class Classes:
    """Classes in the order of every label, table and matrix.

    Attributes
    ----------
    labels : dict of str to tuple of str
        A class to the labels that it holds; a label belongs to one class at most.
    """

    labels: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, labels: Mapping[str, Iterable[str]]) -> "Classes":
        """Make classes of a mapping, as the config or a JSON file has it."""
        return cls({name: tuple(held) for name, held in labels.items()})

    @property
    def names(self) -> tuple[str, ...]:
        """All classes."""
        return tuple(self.labels)

    @property
    def neutral(self) -> str | None:
        """The class that holds faces at rest and nothing else, if there is one."""
        return next((n for n, held in self.labels.items() if held == (NEUTRAL,)), None)

    @property
    def expressive(self) -> tuple[str, ...]:
        """All classes but the neutral one."""
        return tuple(name for name in self.labels if name != self.neutral)

    def __len__(self) -> int:
        return len(self.labels)

    def name_of(self, label: str) -> str:
        """Return the class that holds a label of a sequence; "" if none does."""
        return next((name for name, held in self.labels.items() if label in held), "")

    def index_of(self, label: str) -> int:
        """Return the index of the class that holds a label of a sequence; -1 if none does."""
        name = self.name_of(label)
        return self.names.index(name) if name else -1

    def as_json(self) -> dict[str, list[str]]:
        """Return what `of` takes."""
        return {name: list(held) for name, held in self.labels.items()}

    def attributes(self) -> dict[str, list[str]]:
        """Return the attributes of an HDF5 file that holds clips of these classes."""
        held = ["+".join(labels) for labels in self.labels.values()]
        return {"classes": list(self.labels), "class_labels": held}

    @classmethod
    def of_attributes(cls, attributes: Mapping) -> "Classes":
        """Read what `attributes` gave."""
        names, held = (list(attributes[key]) for key in ("classes", "class_labels"))
        return cls.of({n: labels.split("+") for n, labels in zip(names, held, strict=True)})

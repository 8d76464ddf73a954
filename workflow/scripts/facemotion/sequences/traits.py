"""Properties that a reader states of its datasets."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Traits:
    """Properties of a kind of dataset.

    Attributes
    ----------
    path
        Kind of `path` in the config: a ``folder``, or a ``sheet`` that lists sequences.
    has_labels
        Whether the dataset has labels from its authors, so that a model can be scored on it.
    keeps_unlabelled
        Whether sequences without a label are also used, for prediction.
    lists_tables
        Whether sequences can be landmark tables or files, so that a dataset needs no images.
    paper
        Dataset of the paper to compare with, a key of `workflow/resources/paper.json`; may be
        empty.
    """

    path: str
    has_labels: bool
    keeps_unlabelled: bool
    lists_tables: bool = False
    paper: str = ""

"""What a reader says of the datasets that it reads."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Traits:
    """Traits of a kind of dataset.

    Attributes
    ----------
    path
        Kind of `path` in the config: a ``folder``, or a ``sheet`` that lists sequences.
    has_labels
        Whether the dataset's makers labelled it, so that a model can be scored on it.
    keeps_unlabelled
        Whether sequences without a label are used too, to be predicted.
    lists_tables
        Whether a sequence can be a table or files of landmarks, so that a dataset needs no images.
    paper
        The dataset of the paper to compare it with, a key of `workflow/resources/paper.json`;
        empty if there is none.
    """

    path: str
    has_labels: bool
    keeps_unlabelled: bool
    lists_tables: bool = False
    paper: str = ""

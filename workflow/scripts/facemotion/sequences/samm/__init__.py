"""SAMM Long Videos."""

from facemotion.sequences.samm.fingerprint import samm_fingerprint as fingerprint
from facemotion.sequences.traits import Traits

TRAITS = Traits(path="folder", has_labels=True, keeps_unlabelled=False, paper="samm")
RESOURCES = ("resources/au_emotions.tsv", "resources/emotion_prototypes.tsv")


__all__ = ["RESOURCES", "TRAITS", "fingerprint", "index"]


def index(path: str, settings: dict):
    """List every expression in the workbook; settings are `label_order` and `label_table`."""
    from facemotion.sequences.samm.indexing import index_samm

    return index_samm(path, settings)

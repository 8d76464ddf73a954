"""CK+."""

from facemotion.sequences.fingerprint import tree_fingerprint as fingerprint
from facemotion.sequences.traits import Traits

TRAITS = Traits(
    path="folder", has_labels=True, keeps_unlabelled=False, lists_tables=True, paper="ckplus"
)
RESOURCES = ()


__all__ = ["RESOURCES", "TRAITS", "fingerprint", "index"]


def index(path: str, settings: dict):
    """List every sequence of a CK+ tree; the only setting is `has_images`."""
    from facemotion.sequences.ckplus.indexing import index_ckplus

    return index_ckplus(path, settings["has_images"])

"""Landmark tracks without images: a folder with one HDF5 file, such as the demo makes."""

from facemotion.sequences.fingerprint import tree_fingerprint as fingerprint
from facemotion.sequences.traits import Traits

TRAITS = Traits(path="folder", has_labels=True, keeps_unlabelled=False, lists_tables=True)

__all__ = ["TRAITS", "fingerprint", "index"]


def index(path: str, settings: dict):
    """List every clip of the file; there are no settings."""
    from facemotion.sequences.tracks.indexing import index_tracks

    return index_tracks(path)

"""CK+."""

from facemotion.sequences.fingerprint import tree_fingerprint as fingerprint

RESOURCES = ()
IS_SHEET = False

__all__ = ["IS_SHEET", "RESOURCES", "fingerprint", "index"]


def index(path: str, settings: dict):
    """List every sequence of a CK+ tree; there are no settings."""
    from facemotion.sequences.ckplus.index import index_ckplus

    return index_ckplus(path)

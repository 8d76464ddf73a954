"""A user's own clips, listed in a sample sheet."""

from facemotion.sequences.custom.fingerprint import sheet_fingerprint as fingerprint
from facemotion.sequences.traits import Traits

TRAITS = Traits(path="sheet", has_labels=False, keeps_unlabelled=True, lists_tables=True)
RESOURCES = ("schemas/sample_sheet.schema.yaml",)


__all__ = ["RESOURCES", "TRAITS", "fingerprint", "index"]


def index(path: str, settings: dict):
    """List every clip of a sample sheet; the only setting is `has_images`."""
    from facemotion.sequences.custom.indexing import index_custom

    return index_custom(path, settings["has_images"])

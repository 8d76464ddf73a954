"""A user's own clips, listed in a sample sheet."""

from facemotion.sequences.custom.fingerprint import sheet_fingerprint as fingerprint

RESOURCES = ("schemas/sample_sheet.schema.yaml",)
IS_SHEET = True

__all__ = ["IS_SHEET", "RESOURCES", "fingerprint", "index"]


def index(path: str, settings: dict):
    """List every clip of a sample sheet; there are no settings."""
    from facemotion.sequences.custom.index import index_custom

    return index_custom(path)

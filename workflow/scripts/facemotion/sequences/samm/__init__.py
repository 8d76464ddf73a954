"""SAMM Long Videos."""

from facemotion.sequences.samm.fingerprint import samm_fingerprint as fingerprint

RESOURCES = ("resources/au_emotions.tsv",)
IS_SHEET = False

__all__ = ["IS_SHEET", "RESOURCES", "fingerprint", "index"]


def index(path: str, settings: dict):
    """List every expression of the workbook; settings are `label_order` and `label_table`."""
    from facemotion.sequences.samm.index import index_samm

    return index_samm(path, settings)

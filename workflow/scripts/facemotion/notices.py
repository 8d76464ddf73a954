"""Notices that belong on the terminal, not only in a file."""

from collections.abc import Sequence

SHOWN = 3
CANNOT = "cannot be used"


def first_reasons(
    reasons: Sequence[tuple[str, str]], of: str, file: str, verdict: str = CANNOT
) -> str:
    """Summarise why items cannot be used: the first few reasons, and the file with all of them.

    Parameters
    ----------
    reasons
        Name and reason of each item that cannot be used.
    of
        The total: ``30 sequences``.
    file
        File with all reasons.
    verdict
        What is said of the items.
    """
    first = "; ".join(f"{name}: {reason}" for name, reason in reasons[:SHOWN])
    more = "; …" if len(reasons) > SHOWN else ""
    return f"{len(reasons)} of {of} {verdict}: {first}{more} (all reasons: {file})"

"""What a researcher should see on the terminal, not only in a file."""

from collections.abc import Sequence

SHOWN = 3
CANNOT = "cannot be used"


def first_reasons(
    reasons: Sequence[tuple[str, str]], of: str, file: str, verdict: str = CANNOT
) -> str:
    """Say why some of many cannot be used: the first few, and the file that holds all of them.

    Parameters
    ----------
    reasons
        Name and reason of each that cannot be used.
    of
        Of how many what: ``30 sequences``.
    file
        Has all reasons.
    verdict
        What they are, if not useless.
    """
    first = "; ".join(f"{name}: {reason}" for name, reason in reasons[:SHOWN])
    more = "; …" if len(reasons) > SHOWN else ""
    return f"{len(reasons)} of {of} {verdict}: {first}{more} (all reasons: {file})"

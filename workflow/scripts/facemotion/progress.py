"""How far a long loop is, as plain lines: they read as well in a log file as on a terminal.

A bar that redraws itself leaves a heap of carriage returns in a log, and jobs that run side by side
would overwrite each other's.
"""

import logging
from collections.abc import Iterable

from tqdm import tqdm

log = logging.getLogger(__name__)

SECONDS = 10  # between two lines of a loop; shorter loops say nothing
LINE = "{desc}: {n_fmt} of {total_fmt} {unit}, {elapsed} gone, about {remaining} left"


class _Lines(tqdm):
    def display(self, msg=None, pos=None) -> None:
        if 0 < self.n < self.total:
            log.info(str(self))  # now: it counts on


def track(items: Iterable, doing: str, unit: str, total: int | None = None) -> Iterable:
    """Pass items on, and log every few seconds how many are done.

    Parameters
    ----------
    items
        What is looped over.
    doing
        What is done with them: ``landmarks``.
    unit
        What they are, in the plural.
    total
        How many, if `items` has no length.
    """
    return _Lines(
        items, doing, total, unit=unit, mininterval=SECONDS, delay=SECONDS / 2, leave=False,
        bar_format=LINE, miniters=1,
    )  # fmt: skip

"""Progress of long loops as plain lines, readable in a log file as well as on a terminal.

A bar that redraws itself fills a log with carriage returns, and the bars of concurrent jobs would
overwrite each other.
"""

import logging
from collections.abc import Iterable

from tqdm import tqdm

log = logging.getLogger(__name__)

SECONDS = 10  # between two lines of a loop; shorter loops print nothing
LINE = "{desc}: {n_fmt}/{total_fmt} {unit}, {elapsed} elapsed, about {remaining} remaining"


class _Lines(tqdm):
    def display(self, msg=None, pos=None) -> None:
        if 0 < self.n < self.total:
            log.info(str(self))  # now: it counts on


def track(items: Iterable, doing: str, unit: str, total: int | None = None) -> Iterable:
    """Iterate over items, and log every few seconds how many are done.

    Parameters
    ----------
    items
        Items to iterate over.
    doing
        What is done with them: ``landmarks``.
    unit
        Name of the items, in the plural.
    total
        How many, if `items` has no length.
    """
    return _Lines(
        items, doing, total, unit=unit, mininterval=SECONDS, delay=SECONDS / 2, leave=False,
        bar_format=LINE, miniters=1,
    )  # fmt: skip

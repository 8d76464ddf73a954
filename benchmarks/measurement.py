"""A measured cost and that of a named baseline, in core seconds."""

import resource
from collections.abc import Callable
from dataclasses import dataclass

REPEATS = 3


@dataclass
class Measurement:
    """A cost, that of the baseline, and their ratio."""

    name: str
    value: float
    unit: str
    baseline: str
    baseline_value: float

    @property
    def ratio(self) -> float:
        """The cost divided by the baseline's."""
        return self.value / self.baseline_value


def seconds(*works: Callable[[], object]) -> list[float]:
    """Measure the core seconds of functions, including child processes: the least of a few rounds.

    The functions take turns, so that a disturbance affects all of them, and their ratio less.
    """
    rounds = []
    for _ in range(REPEATS):
        times = []
        for work in works:
            begun = _used()
            work()
            times.append(_used() - begun)
        rounds.append(times)
    return [min(times) for times in zip(*rounds, strict=True)]


def _used() -> float:
    """Return the core seconds used by this process and its children."""
    uses = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)

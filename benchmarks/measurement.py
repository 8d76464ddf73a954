"""A measured cost beside that of a named baseline, in seconds of a core."""

import resource
from collections.abc import Callable
from dataclasses import dataclass

REPEATS = 3


@dataclass
class Measurement:
    """A cost, what it is compared with, and how often it is that."""

    name: str
    value: float
    unit: str
    baseline: str
    baseline_value: float

    @property
    def ratio(self) -> float:
        """How often the baseline's value this is."""
        return self.value / self.baseline_value


def seconds(*works: Callable[[], object]) -> list[float]:
    """Measure the core seconds of each work, children included: the least of a few rounds.

    The works take turns, so that what disturbs a round disturbs all of them, and their ratio less.
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
    """Tell what this process and its children have used of all cores, in seconds."""
    uses = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)

"""Rendering people side by side, in processes."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

import cv2
from threadpoolctl import threadpool_limits

from facemotion.demo.actor import warm_up
from facemotion.progress import track

# Forked: a spawned worker would import the caller's script, and with it run it, again.
FORK = multiprocessing.get_context("fork")


def render_subjects(
    render: Callable, jobs: list[tuple], processes: int, unit: str = "subjects"
) -> list:
    """Call `render` with each job's arguments; give the results in order."""
    with one_thread():
        warm_up()
        with ProcessPoolExecutor(processes, FORK) as pool:
            done = pool.map(render, *zip(*jobs, strict=True))
            return list(track(done, "rendering", unit, len(jobs)))


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep OpenCV and BLAS to one thread, here and in the processes forked meanwhile.

    Processes share the cores already, sums split over threads round differently, and a fork
    taken while OpenCV's own threads exist never ends.
    """
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        cv2.setNumThreads(threads)

"""Rendering people side by side, in processes."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

import cv2
from threadpoolctl import threadpool_limits

from facemotion.demo.actor import warm_up
from facemotion.errors import InputError
from facemotion.processes import end_with
from facemotion.progress import track

# Forked: a spawned worker would import the caller's script, and with it run it, again.
FORK = multiprocessing.get_context("fork")


def render_subjects(
    render: Callable, jobs: list[tuple], processes: int, unit: str = "subjects"
) -> list:
    """Call `render` with each job's arguments; give the results in order.

    Raises
    ------
    InputError
        A process was killed.
    """
    with one_thread():
        warm_up()
        with ProcessPoolExecutor(processes, FORK, end_with, (os.getpid(),)) as pool:
            done = pool.map(render, *zip(*jobs, strict=True))
            try:
                return list(track(done, "rendering", unit, len(jobs)))
            except BrokenProcessPool as error:
                raise InputError(
                    f"one of {processes} processes that render {unit} was killed, as the system "
                    "does where memory runs out; run again, with fewer cores if that was it."
                ) from error


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

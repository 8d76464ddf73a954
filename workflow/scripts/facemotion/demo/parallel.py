"""Render people in parallel processes."""

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

# Forked, because a spawned worker would import, and so run, the calling script again.
FORK = multiprocessing.get_context("fork")


def render_subjects(
    render: Callable, jobs: list[tuple], processes: int, unit: str = "subjects"
) -> list:
    """Call `render` with each job's arguments in parallel; return the results in order.

    Parameters
    ----------
    render
        Function to call; it has to be picklable.
    jobs
        Arguments of each call.
    processes
        Number of processes.
    unit
        What a job renders, for progress and error messages.

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
                    f"one of {processes} processes that render {unit} was killed, as happens when "
                    "memory runs out; run again, with fewer cores if that was the reason."
                ) from error


@contextmanager
def one_thread() -> Iterator[None]:
    """Limit OpenCV and BLAS to one thread, here and in processes forked meanwhile.

    The processes already use all cores; sums split over threads are rounded differently; and a
    process forked while OpenCV's threads exist may hang.
    """
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        cv2.setNumThreads(threads)

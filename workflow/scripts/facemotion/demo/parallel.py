"""Rendering people side by side, in processes."""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

import cv2
from threadpoolctl import threadpool_limits

from facemotion.demo.actor import warm_up
from facemotion.progress import track

PARENT_CHECK_S = 0.5
# Forked: a spawned worker would import the caller's script, and with it run it, again.
FORK = multiprocessing.get_context("fork")


def render_subjects(
    render: Callable, jobs: list[tuple], processes: int, unit: str = "subjects"
) -> list:
    """Call `render` with each job's arguments; give the results in order."""
    with one_thread():
        warm_up()
        with ProcessPoolExecutor(processes, FORK, _end_with, (os.getpid(),)) as pool:
            done = pool.map(render, *zip(*jobs, strict=True))
            return list(track(done, "rendering", unit, len(jobs)))


def _end_with(parent: int) -> None:
    """Let a worker end when the process that forked it does, however that was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_CHECK_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


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

"""Finished runs of the small workflow, each made once for all tests that need one."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from projects import Project, clone

PICTURES = "results/cam/tcn/integrated_gradients/overview.png"


@pytest.fixture(scope="session")
def finished(tmp_path_factory) -> Project:
    """Run the whole small workflow; copy it before changing anything."""
    return _once(tmp_path_factory, "finished", clone)


@pytest.fixture(scope="session")
def explained(finished, tmp_path_factory) -> Project:
    """Go on to the maps, their pictures and the page; copy it before changing anything."""
    targets = ("results/report.html", PICTURES)
    return _once(tmp_path_factory, "explained", finished.copy, *targets)


@pytest.fixture
def project(finished, tmp_path) -> Project:
    """A copy of the finished run."""
    return finished.copy(tmp_path / "project")


@pytest.fixture
def explained_project(explained, tmp_path) -> Project:
    """A copy of the explained run."""
    return explained.copy(tmp_path / "project")


def _once(factory, name: str, begin: Callable[[Path], Project], *targets: str) -> Project:
    """Make a run in the first process that asks; the others of pytest-xdist wait for it."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, output = shared / name, shared / f"{name}.txt"
    with FileLock(f"{folder}.lock"):
        if folder.exists() and not output.exists():
            pytest.fail(f"the run {name} failed in another process, which tells why")
        if not output.exists():
            output.write_text(begin(folder).snakemake("--cores", "2", *targets))
    project = Project(folder)
    project.output = output.read_text()
    return project

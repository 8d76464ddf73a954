"""Finished runs of the small workflow, each made once for all tests that need one."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock

from projects import EXPLAINED, Project, clone

# Like a job of the workflow: there are as many processes as cores, and threads would only compete.
os.environ.setdefault("OMP_NUM_THREADS", "1")
PARALLEL = "PYTEST_XDIST_WORKER" in os.environ


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests of the longest shared run in one process; others would only wait for it.

    Processes begin with whole runs, so that none is left with one at the end.
    """
    if PARALLEL:
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
        page = any(isinstance(value, str) and value == "demo_page" for value in parameters)
        if page or ("explained" in item.fixturenames and "unit" not in item.path.parts):
            item.add_marker(pytest.mark.xdist_group("explained"))


@pytest.fixture(scope="session")
def once(tmp_path_factory) -> Callable[..., Project]:
    """Give `_once` the folder that all processes of pytest-xdist share."""
    shared = tmp_path_factory.getbasetemp()
    return partial(_once, shared.parent if PARALLEL else shared)


@pytest.fixture(scope="session")
def finished(once) -> Project:
    """Run the whole small workflow; copy it before changing anything."""
    return once("finished", clone)


@pytest.fixture(scope="session")
def transferred(finished, once) -> Project:
    """Go on to SAMM; copy it before changing anything."""
    return once("transferred", finished.copy, "results/tcn_samm.json")


@pytest.fixture(scope="session")
def explained(transferred, once) -> Project:
    """Go on to the maps, their pictures, causes and the page; copy it before changing anything."""
    return once("explained", transferred.copy, *EXPLAINED)


@pytest.fixture
def project(finished, tmp_path) -> Project:
    """A copy of the finished run."""
    return finished.copy(tmp_path / "project")


@pytest.fixture
def transferred_project(transferred, tmp_path) -> Project:
    """A copy of the run with SAMM."""
    return transferred.copy(tmp_path / "project")


@pytest.fixture
def explained_project(explained, tmp_path) -> Project:
    """A copy of the explained run."""
    return explained.copy(tmp_path / "project")


def _once(shared: Path, name: str, begin: Callable[[Path], Project], *targets: str) -> Project:
    """Make a run in the first process that asks; the others wait for it."""
    folder, output = shared / name, shared / f"{name}.txt"
    with FileLock(f"{folder}.lock"):
        if folder.exists() and not output.exists():
            pytest.fail(f"the run {name} failed in another process, which tells why")
        if not output.exists():
            output.write_text(begin(folder).snakemake("--cores", "2", *targets))
    project = Project(folder)
    project.output = output.read_text()
    return project

"""One finished run of the small workflow, for all tests that need one."""

import pytest

from projects import Project, clone


@pytest.fixture(scope="session")
def finished(tmp_path_factory) -> Project:
    """Run the whole small workflow once; copy it before changing anything."""
    project = clone(tmp_path_factory.mktemp("finished") / "project")
    project.output = project.snakemake("--cores", "2")
    return project


@pytest.fixture
def project(finished, tmp_path) -> Project:
    """A copy of the finished run."""
    return finished.copy(tmp_path / "project")

"""A copy of the finished run, to be changed."""

import pytest

from projects import Project


@pytest.fixture
def project(finished, tmp_path) -> Project:
    """A copy of the finished run."""
    return finished.copy(tmp_path / "project")

"""What several unit tests need."""

import itertools
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

NUMBERS = itertools.count()


@pytest.fixture
def write_module(tmp_path, monkeypatch) -> Callable[..., str]:
    """Write modules of a user's into the working directory, and name them.

    Each has a name of its own, since what is found, read and imported is kept by name.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])

    def write(text: str, name: str = "") -> str:
        name = name or f"own_module_{next(NUMBERS)}"
        path = Path(*name.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
        return name

    return write


@pytest.fixture
def default_config() -> dict:
    """The config of this project, to be changed."""
    return yaml.safe_load((Path(__file__).parents[2] / "config.yaml").read_text())

"""All pinned wheels exist for the platforms that CONTRIBUTING.md names; needs the package index."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bootstrap import UV_SETTINGS, ask, translate
from failures import explain

ROOT = Path(__file__).parents[3]
UV = Path(sys.executable).with_name("uv")


def resolve(platform: str, python: str) -> str:
    """Resolve the pins for a platform, and give uv's complaints."""
    pip = translate(ask([sys.executable, "-m", "pip", "config", "list"]))
    done = subprocess.run(
        [
            UV, "pip", "compile", "--quiet", "--python-platform", platform, "--python-version",
            python, "requirements-dev.txt", "--constraints", "constraints.txt",
        ],
        cwd=ROOT,
        env=UV_SETTINGS | pip | os.environ | {"MACOSX_DEPLOYMENT_TARGET": "14.0"},
        capture_output=True,
        text=True,
    )  # fmt: skip
    if done.returncode and "could not be reached" in explain(done.stderr):
        pytest.skip("the package index could not be reached")
    return done.stderr


@pytest.mark.parametrize(
    ("platform", "python"),
    [
        ("aarch64-manylinux_2_28", "3.11"),
        ("aarch64-apple-darwin", "3.11"),
        ("x86_64-manylinux_2_28", "3.13"),
    ],
)
def test_every_pinned_wheel_exists(platform, python):
    assert resolve(platform, python) == ""


def test_a_missing_wheel_would_be_noticed():
    assert re.search("has no (usable )?wheels", resolve("x86_64-apple-darwin", "3.11"))

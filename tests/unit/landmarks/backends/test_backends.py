"""What every landmark backend offers."""

import subprocess
import sys
from pathlib import Path

import pytest

import facemotion
from facemotion.landmarks.backends import Backend, backend_module, backend_names, make_backend


def test_the_backends_are_the_modules():
    assert backend_names() == [
        "dataset", "dlib", "mediapipe", "openface", "pyfeat", "table", "tracks",
    ]  # fmt: skip
    assert backend_module("dlib") == "facemotion.landmarks.backends.dlib"


@pytest.mark.parametrize("name", [n for n in backend_names() if make_backend(n, {}).SETTINGS])
def test_settings_are_the_defaults_with_what_is_given(name):
    defaults = make_backend(name, {}).settings
    assert defaults == {k: s["default"] for k, s in make_backend(name, {}).SETTINGS.items()}
    key = next(iter(defaults))
    backend = make_backend(name, {key: 7})
    assert backend.settings == defaults | {key: 7}
    assert make_backend(name, {}).settings == defaults
    assert backend.name == name


def test_a_backend_has_defaults_for_all_but_find(tmp_path):
    backend = Backend("mine", {})
    assert (backend.version, backend.reads_sequences) == ("1", False)
    assert backend.raw_files(tmp_path) == []
    with pytest.raises(NotImplementedError):
        backend.find(None)


def test_planning_a_run_loads_no_dlib():
    check = (
        "import sys\n"
        "from facemotion.landmarks.backends import backend_names, make_backend\n"
        "[make_backend(name, {}) for name in backend_names()]\n"
        "print({'dlib', 'cv2', 'torch'} & {name.split('.')[0] for name in sys.modules})"
    )
    run = subprocess.run(
        [sys.executable, "-c", check],
        capture_output=True,
        text=True,
        cwd=Path(facemotion.__file__).parents[1],
        check=True,
    )
    assert run.stdout == "set()\n"

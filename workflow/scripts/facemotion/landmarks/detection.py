"""Find faces in images with dlib's HOG detector, at the lowest resolution that suffices."""

import cv2
import dlib
import numpy as np

from facemotion.landmarks.boxes import drift, width
from facemotion.landmarks.choice import rank, say_rivals
from facemotion.landmarks.face import LARGEST

DETECTOR_PX = 80  # width of the smallest faces that dlib's detector finds
CONFIRM_FACE_PX = 110  # with a margin, for faces that appear smaller to the detector
# The detector's boxes are 72, 86, 104 … pixels wide. A single face found at half resolution is the
# largest one if it is so wide that a smaller face would have been found as well.
COARSE_FACE_PX = 80
DARK_GREY = 40  # mean grey level of an image or a face, of 255
TURNS = {
    cv2.ROTATE_90_CLOCKWISE: "clockwise",
    cv2.ROTATE_90_COUNTERCLOCKWISE: "anticlockwise",
    cv2.ROTATE_180: "upside down",
}
ENLARGED = 2  # enlargement of an image without a detected face, to report a face that is too small

Found = tuple[np.ndarray, float]  # box and score


class Detector:
    """Detects faces.

    Parameters
    ----------
    detection_px
        An image is reduced so that its longer side is at most this. It is searched at full size if
        nothing is found, or if one of several faces has to be chosen.
    smallest_face_px
        Width of the smallest face to search for; below 80 px, the image is enlarged.
    """

    def __init__(self, detection_px: int, smallest_face_px: int):
        self._detection_px = detection_px
        self._smallest_face_px = smallest_face_px
        self._detector = dlib.get_frontal_face_detector()

    def find_first(self, image: np.ndarray, choice: str) -> tuple[np.ndarray, float, str] | None:
        """Find the face to follow; return its box, its score and a remark, or None."""
        scale = self._scale(image)
        if choice == LARGEST:
            coarse = self._detect(image, scale / 2)
            if len(coarse) == 1 and width(coarse[0][0]) * scale / 2 >= COARSE_FACE_PX:
                return *coarse[0], ""
        candidates = self._detect(image, scale)
        # dlib's box widths are coarse, so a reduced image can't tell which face is larger.
        undecided = len(candidates) > 1 or choice != LARGEST
        if scale < 1 and candidates and undecided:
            candidates, scale = self._detect(image, 1.0) or candidates, 1.0
        candidates = self._look_closer(image, candidates, scale)
        if not candidates:
            return None
        chosen = min(candidates, key=lambda found: rank(found[0], choice))
        return *chosen, say_rivals([box for box, _ in candidates], choice)

    def find_again(self, image: np.ndarray, box: np.ndarray) -> Found | None:
        """Search near the face's last box, then the whole image; return the nearest face found."""
        candidates = self._find_near(image, box)
        if not candidates:
            scale = self._scale(image)
            candidates = self._look_closer(image, self._detect(image, scale), scale)
        return min(candidates, key=lambda found: drift(box, found[0]), default=None)

    def explain(self, image: np.ndarray) -> str:
        """Return why no face may have been found in an image."""
        grey = float(image.mean())
        if grey < DARK_GREY:
            return f"no face found; the image is dark (mean grey {grey:.0f} of 255)"
        for turn, way in TURNS.items():
            if self._detect(cv2.rotate(image, turn), self._scale(image)):
                return f"no upright face found, but one when the image is turned {way}"
        small = self._detect(image, ENLARGED * DETECTOR_PX / self._smallest_face_px)
        found = max((width(box) for box, _ in small), default=np.inf)
        if found < self._smallest_face_px:
            return (
                f"a face {found:.0f} pixels wide is too small, the minimum is "
                f"{self._smallest_face_px}: lower landmarks.dlib.smallest_face_px, or upscale it"
            )
        return f"no face at least {self._smallest_face_px} pixels wide found"

    def _scale(self, image: np.ndarray) -> float:
        return min(1.0, self._detection_px / max(image.shape[:2]))

    def _look_closer(self, image: np.ndarray, found: list[Found], scale: float) -> list[Found]:
        """Search at finer scales if nothing, or only a small face, was found at `scale`.

        A box as small as the detector's window may belong to a smaller face, and be far too large.
        """
        for finer in (1.0, DETECTOR_PX / self._smallest_face_px):
            if found and min(width(box) for box, _ in found) * scale >= DETECTOR_PX:
                break
            if finer > scale:
                found, scale = self._detect(image, finer) or found, finer
        return found

    def _find_near(self, image: np.ndarray, box: np.ndarray) -> list[Found]:
        """Search a small, reduced crop around a box."""
        left, top = np.maximum(np.floor(box[:2] - 0.35 * width(box)), 0).astype(int)
        right, bottom = np.ceil(box[2:] + 0.35 * width(box)).astype(int)
        scale = CONFIRM_FACE_PX / width(box)
        if width(box) >= DETECTOR_PX:
            scale = min(1.0, scale)
        near = image[top:bottom, left:right]  # empty if the images of a sequence differ in size
        candidates = self._detect(near, scale) if near.size else []
        corner = np.array([left, top, left, top])
        return [(found + corner, score) for found, score in candidates]

    def _detect(self, image: np.ndarray, scale: float) -> list[Found]:
        if min(image.shape[:2]) * scale < 1:  # less than one pixel high or wide
            return []
        if scale != 1:
            how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
            image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=how)
        boxes, scores, _ = self._detector.run(image, 0, 0.0)
        return [
            (np.array([b.left(), b.top(), b.right(), b.bottom()], dtype="float32") / scale, score)
            for b, score in zip(boxes, scores, strict=True)
        ]

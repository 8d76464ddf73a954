"""Find faces in images with dlib's HOG detector, in as small an image as will do."""

import cv2
import dlib
import numpy as np

from facemotion.landmarks.boxes import drift, width
from facemotion.landmarks.choice import rank, say_rivals
from facemotion.landmarks.face import LARGEST

DETECTOR_PX = 80  # of the smallest faces that dlib's detector looks for
CONFIRM_FACE_PX = 110  # a margin keeps smaller-looking ones in
# The detector's boxes are 72, 86, 104 … pixels wide. A face found alone in an image of half the
# size is the largest one if a smaller one could have been found.
COARSE_FACE_PX = 80
DARK_GREY = 40  # of 255, in the mean over an image or a face
TURNS = {
    cv2.ROTATE_90_CLOCKWISE: "clockwise",
    cv2.ROTATE_90_COUNTERCLOCKWISE: "anticlockwise",
    cv2.ROTATE_180: "upside down",
}
ENLARGED = 2  # to look for a face that is too small, for the reason why none was found

Found = tuple[np.ndarray, float]  # box and score


class Detector:
    """Looks for faces.

    Parameters
    ----------
    detection_px
        A whole image is reduced so that its longer side is at most this; if nothing is found, or
        several faces to choose from, it is searched in full size.
    smallest_face_px
        Faces of this width are still looked for; below 80 px the image is enlarged for it.
    """

    def __init__(self, detection_px: int, smallest_face_px: int):
        self._detection_px = detection_px
        self._smallest_face_px = smallest_face_px
        self._detector = dlib.get_frontal_face_detector()

    def find_first(self, image: np.ndarray, choice: str) -> tuple[np.ndarray, float, str] | None:
        """Look for the face to follow; give its box, its score and what is odd, or None."""
        scale = self._scale(image)
        if choice == LARGEST:
            coarse = self._detect(image, scale / 2)
            if len(coarse) == 1 and width(coarse[0][0]) * scale / 2 >= COARSE_FACE_PX:
                return *coarse[0], ""
        candidates = self._detect(image, scale)
        # dlib's boxes come in coarse steps of width, so a reduced image can't tell which is larger.
        undecided = len(candidates) > 1 or choice != LARGEST
        if scale < 1 and candidates and undecided:
            candidates, scale = self._detect(image, 1.0) or candidates, 1.0
        candidates = self._look_closer(image, candidates, scale)
        if not candidates:
            return None
        chosen = min(candidates, key=lambda found: rank(found[0], choice))
        return *chosen, say_rivals([box for box, _ in candidates], choice)

    def find_again(self, image: np.ndarray, box: np.ndarray) -> Found | None:
        """Look for a face near its last box, then in the whole image; give the nearest."""
        candidates = self._find_near(image, box)
        if not candidates:
            scale = self._scale(image)
            candidates = self._look_closer(image, self._detect(image, scale), scale)
        return min(candidates, key=lambda found: drift(box, found[0]), default=None)

    def explain(self, image: np.ndarray) -> str:
        """Say why there may be no face."""
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
        """Search finer sizes too, if at `scale` nothing was found, or at most a small face.

        A box as small as the detector's window may be that of a smaller face, far too large.
        """
        for finer in (1.0, DETECTOR_PX / self._smallest_face_px):
            if found and min(width(box) for box, _ in found) * scale >= DETECTOR_PX:
                break
            if finer > scale:
                found, scale = self._detect(image, finer) or found, finer
        return found

    def _find_near(self, image: np.ndarray, box: np.ndarray) -> list[Found]:
        """Search a small reduced crop about a box."""
        left, top = np.maximum(np.floor(box[:2] - 0.35 * width(box)), 0).astype(int)
        right, bottom = np.ceil(box[2:] + 0.35 * width(box)).astype(int)
        scale = CONFIRM_FACE_PX / width(box)
        if width(box) >= DETECTOR_PX:
            scale = min(1.0, scale)
        near = image[top:bottom, left:right]  # nothing, if images change their size
        candidates = self._detect(near, scale) if near.size else []
        corner = np.array([left, top, left, top])
        return [(found + corner, score) for found, score in candidates]

    def _detect(self, image: np.ndarray, scale: float) -> list[Found]:
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

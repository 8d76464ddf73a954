"""Track a face through images with dlib's HOG detector and 68-point predictor."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import dlib
import numpy as np

from facemotion.landmarks.boxes import drift, face_box, width
from facemotion.landmarks.choice import say_outside
from facemotion.landmarks.continuity import find_jump
from facemotion.landmarks.detection import DETECTOR_PX, Detector
from facemotion.landmarks.face import LARGEST, Face, FrameStatus
from facemotion.landmarks.looks import Looks
from facemotion.landmarks.portraits import Portrait
from facemotion.landmarks.prediction import Predictor, model_path
from facemotion.landmarks.smoothing import smooth_faces

VERSION = f"{dlib.__version__}, OpenCV {cv2.__version__}"

# A portrait that correlates this well with one confirmed by the detector shows the same face. After
# a face has left, landmarks predicted at its place correlate by at most 0.15 in real clips.
SAME_FACE = 0.85
ASK_EVERY = 30  # frames after which the detector has to confirm the face at the latest
# Keeping the box avoids jitter; a head that has moved by this share of it needs a new one.
MAX_BOX_DRIFT = 0.15
MISPLACED = 0.3  # landmarks this far from where the detector finds the face are discarded


@dataclass
class _Followed:
    """The state of the tracked face.

    Attributes
    ----------
    box, boxed
        Where the predictor looks, and the portrait at the time when this box was set.
    score, confirmed
        Score and portrait of the last detection.
    unasked
        Number of frames since the last detection.
    last
        Portrait of the last frame that showed the face.
    """

    box: np.ndarray
    boxed: Portrait
    score: float
    confirmed: Portrait
    last: Portrait
    unasked: int = 0

    def moved(self, now: Portrait) -> bool:
        """Return whether the face has moved out of its box, or become too large for it."""
        shift = np.abs(now.centre - self.boxed.centre).max() / width(self.box)
        return max(shift, abs(now.scale / self.boxed.scale - 1)) > MAX_BOX_DRIFT


class DlibTracker:
    """Tracks one face through the frames of a sequence.

    The first frame is searched as a whole. In later ones, landmarks are predicted at the face's
    last place; if the pixels there match those of a frame in which the detector confirmed the face,
    that is enough. Otherwise the detector searches near the last place, then the whole frame, and a
    frame in which it finds no face has no landmarks.

    Of several faces, the chosen one is tracked, then the nearest in each later frame. A face that
    is farther away than a face can move (`facemotion.landmarks.continuity`), or that looks like
    another person (`facemotion.landmarks.looks`), is not accepted.

    Parameters
    ----------
    detection_px, smallest_face_px
        As in `facemotion.landmarks.detection.Detector`.
    face_px
        As in `facemotion.landmarks.prediction.Predictor`.
    precision
        ``normal``, or ``fine``, which also uses optical flow (`facemotion.landmarks.smoothing`).
    """

    def __init__(
        self,
        detection_px: int,
        face_px: int,
        smallest_face_px: int = DETECTOR_PX,
        precision: str = "normal",
    ):
        self._with_flow = precision == "fine"
        self._detector = Detector(detection_px, smallest_face_px)
        self._predictor = Predictor(face_px)
        recognizer = model_path("dlib_face_recognition_resnet_model_v1")
        self._looks = Looks(dlib.face_recognition_model_v1(recognizer))
        cv2.setNumThreads(1)

    def track(self, images: Iterable[np.ndarray | None], choice: str = LARGEST) -> Iterator[Face]:
        """Yield one `Face` per image, in order; an image of `None` could not be read.

        Parameters
        ----------
        images
            Greyscale uint8 (height, width).
        choice
            Which face to track: ``largest``, ``left`` or ``right`` in the image, or a point ``x,y``
            in pixels, to which the face's centre is nearest.
        """
        return smooth_faces(self._follow(images, choice), self._with_flow)

    def _follow(self, images, choice: str) -> Iterator[tuple[Face, Portrait | None]]:
        followed, explained = None, ""
        for image in images:
            if image is None:
                yield Face(FrameStatus.UNREADABLE), None
                continue
            size = image.shape[1], image.shape[0]
            odd, reason = "", ""
            if outside := say_outside(choice, size):
                reason = outside
            elif followed is not None:
                reason = self._go_on(image, followed)
            elif found := self._detector.find_first(image, choice):
                followed, odd = self._begin(image, *found[:2]), found[2]
            else:
                reason = None
            if reason is None:
                reason = explained = explained or self._detector.explain(image)
            if reason:
                yield Face(FrameStatus.NO_FACE, image_size=size, reason=reason), None
            else:
                face = followed.last
                points, box, score = face.points, followed.box, followed.score
                yield Face(FrameStatus.OK, points, box, score, size, odd), face

    def _begin(self, image: np.ndarray, seen: np.ndarray, score: float) -> _Followed:
        box = face_box(self._predictor.predict(image, seen))
        portrait = Portrait(image, self._predictor.predict(image, box))
        return _Followed(box, portrait, score, portrait, portrait)

    def _go_on(self, image: np.ndarray, followed: _Followed) -> str | None:
        """Track the face into another image; return why it is lost, "" if not, None if unseen."""
        now = self._portray(image, followed.box, followed)
        followed.unasked += 1
        sure = now is not None and now.correlation(followed.confirmed) >= SAME_FACE
        if sure and followed.unasked < ASK_EVERY and not followed.moved(now):
            return self._keep(followed, now)
        found = self._detector.find_again(image, followed.box)
        if found is None:
            return None
        seen, score = found
        if now is None or drift(seen, face_box(now.points)) > MISPLACED:
            now = self._portray(image, seen, followed)
        box = face_box(now.points)
        jump = find_jump(followed.box, box)
        if jump:
            return jump
        kept = drift(followed.box, box) <= MAX_BOX_DRIFT
        now = self._portray(image, followed.box if kept else box, followed)
        reason = self._keep(followed, now)
        if not reason:
            followed.score, followed.confirmed, followed.unasked = score, now, 0
            if not kept:
                followed.box, followed.boxed = box, now
        return reason

    def _portray(self, image, box: np.ndarray, followed: _Followed) -> Portrait | None:
        """Predict the landmarks in a box; return None if the box is outside the image."""
        if (box[2:] <= 0).any() or (box[:2] >= image.shape[1::-1]).any():
            return None
        return Portrait(image, self._predictor.predict(image, box), followed.confirmed)

    def _keep(self, followed: _Followed, now: Portrait) -> str:
        """Make a frame's portrait the last one, unless it looks like another person."""
        change = self._looks.find_change(followed.last, now)
        if not change:
            followed.last = now
        return change

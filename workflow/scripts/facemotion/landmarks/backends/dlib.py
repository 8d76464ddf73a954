"""Landmarks found in images by dlib; the work is done in `facemotion.landmarks.tracking`."""

from collections.abc import Iterator
from functools import cached_property

from facemotion.landmarks import backends
from facemotion.landmarks.face import Face


class Backend(backends.Backend):
    """dlib's HOG face detector and 68-point predictor, following one face through a sequence."""

    SETTINGS = {  # noqa: RUF012
        "detection_px": {"type": "integer", "minimum": 100, "default": 480},
        "face_px": {"type": "integer", "minimum": 100, "maximum": 2000, "default": 600},
        "smallest_face_px": {"type": "integer", "minimum": 20, "maximum": 80, "default": 80},
        "precision": {"enum": ["normal", "fine"], "default": "normal"},
    }

    @property
    def version(self) -> str:
        """Versions of dlib and OpenCV."""
        return self._tracking.VERSION

    def find(self, request: backends.FrameRequest) -> Iterator[Face]:
        """Follow one face through the images."""
        return self._tracker.track(request.images(), request.face)

    @cached_property
    def _tracking(self):
        from facemotion.landmarks import tracking  # importing dlib takes half a second

        return tracking

    @cached_property
    def _tracker(self):
        return self._tracking.DlibTracker(**self.settings)  # cached, as it loads the model

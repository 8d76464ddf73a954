"""Reduce the noise of tracked landmarks, with filters that look ahead and so add no delay.

Each frame's landmarks are predicted independently, and the errors of successive frames are hardly
correlated. A Savitzky-Golay filter removes a little of this noise. Optical flow, which measures how
the skin moves between two frames, removes much: alone it would drift, but the predictions anchor it
(by a Kalman filter and a Rauch-Tung-Striebel smoother for each landmark and axis).
"""

from collections.abc import Iterable, Iterator

import cv2
import numpy as np
from scipy.signal import savgol_filter

from facemotion.landmarks.face import Face, eye_distance
from facemotion.landmarks.portraits import Portrait

WINDOW, DEGREE = 5, 2  # of the Savitzky-Golay filter; the window in frames
# The filter moves no landmark by more than the remaining noise (in inter-ocular distances), so that
# fast movements keep their amplitude at any frame rate: without and with flow.
MOST, MOST_WITH_FLOW = 0.01, 0.002
# Standard deviations in inter-ocular distances, of a prediction and of the flow between two frames;
# the flow's forward-backward error is added to the latter.
PREDICTION, FLOW = 0.015, 0.002
EYES_APART_PX = 90  # inter-ocular distance in the images whose flow is measured
FLOW_WINDOW_PX, FLOW_LEVELS = 21, 2


def smooth_faces(
    sightings: Iterable[tuple[Face, Portrait | None]], with_flow: bool
) -> Iterator[Face]:
    """Smooth the landmarks of each run of consecutive frames that show a face.

    Parameters
    ----------
    sightings
        One pair per frame: its face, and its portrait if it shows one.
    with_flow
        Whether to use optical flow.
    """
    faces: list[Face] = []
    run: list[Face] = []
    flows: list[tuple[np.ndarray, np.ndarray]] = []
    before = None
    for face, portrait in sightings:
        faces.append(face)
        if portrait is None:
            _smooth_run(run, flows)
            run, flows = [], []
        else:
            if with_flow and before is not None:
                flows.append(measure_flow(before, portrait))
            run.append(face)
        before = portrait
    _smooth_run(run, flows)
    yield from faces


def _smooth_run(run: list[Face], flows: list[tuple[np.ndarray, np.ndarray]]) -> None:
    if len(run) < 2:
        return
    points, most = np.array([face.points for face in run], "float64"), MOST
    if flows:
        flow, miss = (np.array(part) for part in zip(*flows, strict=True))
        points, most = follow_flow(points, flow, miss), MOST_WITH_FLOW
    for face, smooth in zip(run, even_out(points, most), strict=True):
        face.points = smooth.astype("float32")


def even_out(points: np.ndarray, most: float) -> np.ndarray:
    """Smooth landmarks (T, 68, 2) over time, each by at most `most` inter-ocular distances."""
    if len(points) < WINDOW:
        return points
    change = savgol_filter(points, WINDOW, DEGREE, axis=0) - points
    longest = most * eye_distance(points)[:, None, None]
    size = np.linalg.norm(change, axis=-1, keepdims=True)
    return points + change * np.minimum(1, longest / np.maximum(size, 1e-9))


def follow_flow(points: np.ndarray, flow: np.ndarray, miss: np.ndarray) -> np.ndarray:
    """Combine predicted landmarks with the optical flow between frames.

    Parameters
    ----------
    points
        Predicted landmarks, (T, 68, 2), px.
    flow, miss
        Flow of each landmark to the next frame, (T - 1, 68, 2), and its forward-backward error,
        (T - 1, 68), px.

    Returns
    -------
    ndarray, shape (T, 68, 2)
    """
    apart = np.median(eye_distance(points))
    noise = (PREDICTION * apart) ** 2
    steps = (FLOW * apart) ** 2 + miss**2
    state, variance = points.copy(), np.full(points.shape[:2], noise)
    foreseen, spread = points.copy(), variance.copy()
    for t in range(1, len(points)):
        foreseen[t], spread[t] = state[t - 1] + flow[t - 1], variance[t - 1] + steps[t - 1]
        gain = spread[t] / (spread[t] + noise)
        state[t] = foreseen[t] + gain[:, None] * (points[t] - foreseen[t])
        variance[t] = (1 - gain) * spread[t]
    for t in range(len(points) - 2, -1, -1):
        share = variance[t] / spread[t + 1]
        state[t] += share[:, None] * (state[t + 1] - foreseen[t + 1])
    return state


def measure_flow(before: Portrait, now: Portrait) -> tuple[np.ndarray, np.ndarray]:
    """Measure how the landmarks of one frame move to the next (Lucas-Kanade on pyramids).

    Returns
    -------
    flow, miss
        Flow to the next frame, (68, 2), and its forward-backward error, (68,), px.
    """
    apart = eye_distance(before.points)
    corner = np.maximum(np.floor(before.points.min(axis=0) - apart / 2), 0).astype(int)
    end = np.ceil(before.points.max(axis=0) + apart / 2).astype(int)
    scale = EYES_APART_PX / apart
    first, second = (
        cv2.resize(
            p.image[corner[1] : end[1], corner[0] : end[0]], None, fx=scale, fy=scale,
            interpolation=cv2.INTER_AREA,
        )
        for p in (before, now)
    )  # fmt: skip
    size = {"winSize": (FLOW_WINDOW_PX, FLOW_WINDOW_PX), "maxLevel": FLOW_LEVELS}
    start = ((before.points - corner + 0.5) * scale - 0.5).astype("float32")[:, None]
    there, _, _ = cv2.calcOpticalFlowPyrLK(first, second, start, None, **size)
    back, _, _ = cv2.calcOpticalFlowPyrLK(second, first, there, None, **size)
    return (there - start)[:, 0] / scale, np.linalg.norm(back - start, axis=-1)[:, 0] / scale

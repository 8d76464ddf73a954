"""Which faces dlib finds: small, rolled, turned, dark, noisy and blurred ones, of generated people.

    python experiments/detection.py

Writes `experiments/detection.tsv`, a row a condition, and the table of docs/people.md between its
marks. Each condition changes one thing of an upright, frontal, lit face of `FACE_PX`; what it needs
of the config stands in its row. About 5 minutes on one core.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "workflow/scripts"))

from facemotion.demo.actor import Actor, Head  # noqa: E402
from facemotion.demo.rendering.scene import portrait_camera  # noqa: E402
from facemotion.files.atomic import write_text  # noqa: E402
from facemotion.files.marks import put_between  # noqa: E402
from facemotion.files.tsv import write_table  # noqa: E402
from facemotion.landmarks.face import FrameStatus, eye_distance  # noqa: E402
from facemotion.landmarks.tracking import DlibTracker  # noqa: E402

TABLE = ROOT / "experiments/detection.tsv"
DOCUMENT = ROOT / "docs/people.md"
PEOPLE = 12
FIRST_SEED = 77_000  # of people whom no tree of the demo shows
FACE_PX = 150
WIDTH, HEIGHT = 640, 490
# A face counts as found if its landmarks lie this near to the truth, in the mean of the inner 51.
NEAR = 0.15  # inter-ocular distances
SETTINGS = {"detection_px": 480, "face_px": 600}  # the default
SMALLEST = (80, 40)  # landmarks.dlib.smallest_face_px

Change = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def conditions() -> Iterator[tuple[str, str, float, Head, Change | None]]:
    """Give what is changed, to what, the width of the face, its pose, and a change of pixels."""
    for size in (200, 150, 100, 80, 60, 50, 40, 30):
        yield "face", f"{size} px", size, Head(), None
    for roll in (-30, -20, -10, 10, 20, 30):
        yield "roll", f"{roll}°", FACE_PX, Head(roll=roll), None
    for yaw in (-35, -25, -15, 15, 25, 35):
        yield "yaw", f"{yaw}°", FACE_PX, Head(yaw=yaw), None
    for share in (0.5, 0.2, 0.1):
        yield "light", f"× {share}", FACE_PX, Head(), darken(share)
    for sd in (10, 25, 50):
        yield "noise", f"sd {sd} of 255", FACE_PX, Head(), roughen(sd)
    for sd in (2, 4, 8):
        yield "blur", f"sd {sd} px", FACE_PX, Head(), blur(sd)


def darken(share: float) -> Change:
    """Take light away before the picture is rounded."""
    return lambda image, _: np.round(image * share).astype("uint8")


def roughen(sd: float) -> Change:
    """Add noise to each pixel."""
    return lambda image, rng: np.clip(image + rng.normal(0, sd, image.shape), 0, 255).astype(
        "uint8"
    )


def blur(sd: float) -> Change:
    """Blur as a lens out of focus does."""
    return lambda image, _: cv2.GaussianBlur(image, (0, 0), sd)


def measure(size: float, head: Head, change: Change | None, trackers: list) -> np.ndarray:
    """Give who is found, and the error of the inner landmarks in %: (2, trackers, people)."""
    camera = portrait_camera(WIDTH, HEIGHT, face_px=size)
    found = np.zeros((2, len(trackers), PEOPLE))
    for k in range(PEOPLE):
        actor = Actor(camera, FIRST_SEED + k)
        image = actor.render({}, head, k)
        if change is not None:
            image = change(image, np.random.default_rng([5, k]))
        truth = actor.truth({}, head)
        for t, tracker in enumerate(trackers):
            (face,) = tracker.track([image])
            error = np.nan
            if face.status == FrameStatus.OK:
                distance = np.linalg.norm(face.points - truth, axis=-1)[17:].mean()
                error = float(distance / eye_distance(truth))
            near = error < NEAR
            found[:, t, k] = near, 100 * error if near else np.nan
    return found


def main() -> None:
    """Measure every condition, and write the table and the document."""
    trackers = [DlibTracker(**SETTINGS, smallest_face_px=px) for px in SMALLEST]
    rows = []
    for what, value, size, head, change in conditions():
        found, error = measure(size, head, change, trackers)
        row = {"changed": what, "to": value, "faces": PEOPLE}
        for px, of, errors in zip(SMALLEST, found, error, strict=True):
            row[f"found_{px}"] = int(of.sum())
            row[f"error_{px}"] = f"{np.nanmedian(errors):.1f}" if of.any() else ""
        rows.append(row)
        print(*row.values(), sep="\t", flush=True)
    write_table(pd.DataFrame(rows), TABLE)
    write_text(with_table(DOCUMENT.read_text("utf-8"), pd.DataFrame(rows)), DOCUMENT)


def with_table(text: str, table: pd.DataFrame) -> str:
    """Put the table between the document's marks."""
    head = " | ".join(f"found, `smallest_face_px: {px}`" for px in SMALLEST)
    lines = [f"| changed | to | {head} | error, % |", "|---|---|---:|---:|---:|"]
    for row in table.to_dict("records"):
        counts = " | ".join(f"{row[f'found_{px}']} of {row['faces']}" for px in SMALLEST)
        error = row[f"error_{SMALLEST[0]}"] or row[f"error_{SMALLEST[1]}"] or "–"
        lines.append(f"| {row['changed']} | {row['to']} | {counts} | {error} |")
    return put_between(text, "detection", "\n".join(lines))


if __name__ == "__main__":
    main()

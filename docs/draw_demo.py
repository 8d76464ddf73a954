"""Draw docs/demo.png from a finished demo run: one apex a class, with the landmarks found."""

import sys
from pathlib import Path

import cv2
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "workflow" / "scripts"))

from facemotion.dataset.contract import read_dataset  # noqa: E402
from facemotion.models.inputs import motion_input  # noqa: E402
from facemotion.sequences.images import read_grey  # noqa: E402
from facemotion.sequences.table import frame_path, read_sequences  # noqa: E402

TILE = (300, 340)  # width, height in pixels
FACE_WIDTHS = 1.35  # width of a tile, in widths of the jaw
YELLOW, WHITE = (60, 220, 255), (255, 255, 255)


def draw_tile(image: np.ndarray, points: np.ndarray, title: str) -> np.ndarray:
    """Cut the face out, mark its landmarks and name the emotion."""
    scale = TILE[0] / (FACE_WIDTHS * np.ptp(points[:17, 0]))
    centre = (points.min(axis=0) + points.max(axis=0)) / 2 - [0, 0.08 * np.ptp(points[:, 1])]
    shift = np.array(TILE) / 2 - scale * centre
    view = cv2.warpAffine(
        image,
        np.array([[scale, 0, shift[0]], [0, scale, shift[1]]]),
        TILE,
        borderMode=cv2.BORDER_REPLICATE,
    )
    view = cv2.cvtColor(view, cv2.COLOR_GRAY2BGR)
    for point in scale * points + shift:
        cv2.circle(view, np.round(point * 16).astype(int), 36, YELLOW, -1, cv2.LINE_AA, shift=4)
    cv2.putText(view, title, (10, 26), cv2.FONT_HERSHEY_SIMPLEX, 0.7, WHITE, 2, cv2.LINE_AA)
    return view


def main() -> None:
    """Take the clip with the largest motion of every class."""
    clips = read_dataset(ROOT / "results/dataset/ckplus.h5")
    sequences = read_sequences(ROOT / "results/sequences/ckplus.tsv").set_index("sequence_id")
    motion = np.abs(motion_input(clips)[..., -1]).mean(axis=(1, 2))
    tiles, shown = [], set()
    for label, name in enumerate(clips.classes.names):
        fresh = [k for k in np.argsort(-motion) if clips.label[k] == label]
        clip = next(k for k in fresh if clips.subject[k] not in shown)
        shown.add(clips.subject[clip])
        row = sequences.loc[clips.sequence_id[clip]]
        path = ROOT / "results/demo/ckplus" / frame_path(row, int(clips.frame_number[clip, -1]))
        points = clips.landmarks[clip, -1] * clips.image_size[clip]
        tiles.append(draw_tile(read_grey(path), points, name))
    cv2.imwrite(str(ROOT / "docs/demo.png"), np.hstack(tiles), [cv2.IMWRITE_PNG_COMPRESSION, 9])


if __name__ == "__main__":
    main()

"""Two backends compared, on faces whose differences are known."""

import numpy as np
import pandas as pd
import pytest

from facemotion.errors import InputError
from facemotion.figures.agreement import draw_agreement
from facemotion.files.json_file import read_json, write_json
from facemotion.landmarks.agreement import agreement_in_words, compare_backends
from facemotion.landmarks.face import RIGID, Face, FrameStatus, eye_distance
from facemotion.landmarks.store import read_landmarks, write_landmarks
from report_builder import make_face

SETTINGS = {"confidence": 0.95, "draws": 200, "seed": 1}
FACE = make_face()
UNIT = float(eye_distance(FACE)) / 100  # one per cent of the inter-ocular distance, in pixels
SEQUENCES = pd.DataFrame({"sequence_id": ["A", "B"], "subject": ["S1", "S2"]})


def store(path, clips, backend):
    """Write clips, a name to frames (T, 68, 2); a frame that is None failed."""
    rows = [
        (name, number, Face(FrameStatus.NO_FACE) if p is None else Face(FrameStatus.OK, p))
        for name, frames in clips.items()
        for number, p in enumerate(frames, start=1)
    ]
    write_landmarks(rows, backend, path)
    return read_landmarks(path)


def smile(strength, frames=5):
    """Give frames in which the corners of the lips rise by `strength` % a frame."""
    moved = np.repeat(FACE[None], frames, axis=0)
    moved[:, [48, 54], 1] -= UNIT * strength * np.arange(frames)[:, None]
    return [*moved.astype("float32")]


def regions(agreement):
    return {row["region"]: row for row in agreement["regions"]}


def test_a_shift_is_a_difference_of_position_alone(tmp_path):
    first = {name: [p + [3 * UNIT, 4 * UNIT] for p in smile(2)] for name in "AB"}
    agreement = compare_backends(
        store(tmp_path / "a.h5", first, "dlib 20"),
        store(tmp_path / "b.h5", {name: smile(2) for name in "AB"}, "dataset 1"),
        SEQUENCES,
        SETTINGS,
    )
    write_json(agreement, tmp_path / "a.json", "agreement")
    assert read_json(tmp_path / "a.json", "agreement") == agreement
    for row in agreement["regions"]:
        assert row["position_difference"]["mean"] == pytest.approx(5, abs=1e-3)
        assert row["motion_difference"]["mean"] == pytest.approx(0, abs=1e-3)
    # Two of twelve landmarks move by 2, 4, 6 and 8%.
    assert regions(agreement)["outer lips"]["second_motion"]["mean"] == pytest.approx(5 * 2 / 12)
    assert regions(agreement)["outer lips"]["followed"] == pytest.approx(1)
    assert regions(agreement)["left brow"]["followed"] is None  # nothing moved
    assert "landmarks differ by 5.0%, motion by 0.0% of the inter-ocular distance" in (
        agreement_in_words(agreement)
    )
    assert len(draw_agreement(agreement, "ckplus").axes) == 2


def test_half_a_motion_is_followed_by_half(tmp_path):
    agreement = compare_backends(
        store(tmp_path / "a.h5", {name: smile(1) for name in "AB"}, "dlib 20"),
        store(tmp_path / "b.h5", {name: smile(2) for name in "AB"}, "dataset 1"),
        SEQUENCES,
        SETTINGS,
    )
    lips = regions(agreement)["outer lips"]
    assert lips["followed"] == pytest.approx(0.5)
    assert lips["motion_difference"]["mean"] == pytest.approx(2.5 * 2 / 12)


def test_the_heads_motion_is_no_motion_of_the_face(tmp_path):
    turned = np.array([[0.96, -0.28], [0.28, 0.96]])
    frames = [FACE, 1.1 * FACE @ turned + 7]
    agreement = compare_backends(
        store(tmp_path / "a.h5", {"A": frames}, "dlib 20"),
        store(tmp_path / "b.h5", {"A": frames}, "dataset 1"),
        SEQUENCES,
        SETTINGS,
    )
    assert regions(agreement)["all"]["first_motion"]["mean"] == pytest.approx(0, abs=1e-3)
    assert not set(RIGID) & set(regions(agreement)["jaw"]["landmarks"])


def test_frames_that_one_of_them_lost_are_counted(tmp_path):
    first, second = smile(1), smile(1)
    first[1] = second[1] = second[2] = None
    second[3] = None
    agreement = compare_backends(
        store(tmp_path / "a.h5", {"A": first}, "dlib 20"),
        store(tmp_path / "b.h5", {"A": second}, "dataset 1"),
        SEQUENCES,
        SETTINGS,
    )
    assert agreement["frames"] == {"both": 2, "first_only": 2, "second_only": 0, "neither": 1}
    assert (agreement["sequences"], agreement["subjects"]) == (1, 1)


def test_backends_without_a_frame_in_common_cannot_be_compared(tmp_path):
    first, second = smile(1), [None] * 5
    with pytest.raises(InputError, match="dlib 20 and dataset 1: no sequence has two frames with"):
        compare_backends(
            store(tmp_path / "a.h5", {"A": first}, "dlib 20"),
            store(tmp_path / "b.h5", {"A": second}, "dataset 1"),
            SEQUENCES,
            SETTINGS,
        )

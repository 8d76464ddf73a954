"""Long videos in pieces: every frame once, and no jump where pieces meet."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facemotion.landmarks.backends import make_backend
from facemotion.landmarks.face import Face, FrameStatus
from facemotion.landmarks.long_videos import (
    OVERLAP,
    _cut,
    join_pieces,
    shard_videos,
    stitch_videos,
)
from facemotion.landmarks.store import read_landmarks, write_landmarks
from facemotion.sequences.table import parse_ranges

NO_FACE = Face(FrameStatus.NO_FACE, reason="dark")


def face(x, content=1):
    points = np.stack([np.arange(68) + x, np.arange(68)], axis=1).astype("float32")
    box = np.array([x, 0, x + 67, 67], "float32")
    return Face(FrameStatus.OK, points, box, 1.0, (640, 480), content=content)


def places(joined):
    return [float(found.points[0, 0]) for _, found in joined]


@settings(deadline=None)
@given(st.integers(1, 400), st.integers(0, 90))
def test_pieces_hold_every_frame_and_overlap(count, length):
    pieces = list(_cut([*range(1, count + 1)], length))
    for before, after in pairwise(pieces):
        shared = [n for n in after if n <= before[-1]]
        assert len(shared) == min(OVERLAP, before[-1])
    assert sorted({n for piece in pieces for n in piece}) == [*range(1, count + 1)]
    assert length == 0 or len(pieces) == max(1, count // length)


def test_landmarks_pass_smoothly_from_one_piece_to_the_next():
    first = [(n, face(0.0)) for n in range(1, 61)]
    second = [(n, face(3.1)) for n in range(31, 101)]
    joined = join_pieces([second, first])
    assert [n for n, _ in joined] == [*range(1, 101)]
    x = np.array(places(joined))
    assert x[:30].max() == 0 and x[60:].min() == pytest.approx(3.1)
    assert np.diff(x)[29:60] == pytest.approx(0.1, abs=1e-5)


def test_where_one_piece_failed_the_other_counts():
    first = [(1, face(0)), (2, face(0)), (3, NO_FACE), (4, NO_FACE)]
    second = [(2, NO_FACE), (3, face(5)), (4, NO_FACE), (5, face(5))]
    joined = join_pieces([first, second])
    assert [found.status for _, found in joined] == [0, 0, 0, 2, 0]
    assert places(joined[:3]) == [0, 0, 5]
    assert joined[3][1].reason == "dark"


def test_a_piece_that_follows_another_face_has_none():
    first = [(n, face(0)) for n in range(1, 11)]
    second = [(n, NO_FACE if n < 11 else face(400)) for n in range(6, 21)]
    joined = join_pieces([first, second])
    assert [found.status for _, found in joined] == [0] * 10 + [2] * 10
    assert joined[15][1].reason.startswith("another face")


def table(**videos):
    rows = [
        {"video": name, "frame_pattern": f"{name}.mp4", "frame_numbers": numbers, "face": "",
         "fingerprint": "0" * 16}
        for name, numbers in videos.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_one_long_video_is_spread_over_all_shards_evenly():
    video, backend = table(a="1-18000"), make_backend("dlib", {})
    shards = shard_videos(video, backend, Path(), 4, 2500)["shards"]
    assert len(shards) == 4
    frames = [
        sum(len(parse_ranges(member["frame_numbers"])) for member in members)
        for members in shards.values()
    ]
    assert max(frames) <= 2 * (18000 / 7 + OVERLAP + 1)
    (alone,) = shard_videos(video, backend, Path(), 1, 2500)["shards"].values()
    assert [member["frame_numbers"] for member in alone] == ["1-18000"]


def test_another_video_leaves_the_pieces_of_the_first_as_they_are():
    backend = make_backend("dlib", {})
    alone = shard_videos(table(a="1-9000"), backend, Path(), 3, 1000)["shards"]
    beside = shard_videos(table(a="1-9000", b="1-50"), backend, Path(), 3, 1000)["shards"]
    assert len(set(alone) & set(beside)) == 2


def test_shards_become_one_file_whatever_their_number(tmp_path):
    rows = {n: face(n * 0.1, content=n) for n in range(1, 31)}
    one = [("v", n, rows[n]) for n in rows] + [("u", 1, face(0))]
    two = [
        [("v", n, rows[n]) for n in [*range(1, 11), *range(16, 31)]] + [("u", 1, face(0))],
        [("v", n, rows[n]) for n in range(6, 21)],
    ]
    write_landmarks(one, "b 1", tmp_path / "one.h5")
    for k, part in enumerate(two):
        write_landmarks(part, "b 1", tmp_path / f"two{k}.h5")
    stitch_videos([tmp_path / "one.h5"], tmp_path / "a.h5")
    stitch_videos([tmp_path / "two0.h5", tmp_path / "two1.h5"], tmp_path / "b.h5")
    a, b = read_landmarks(tmp_path / "a.h5"), read_landmarks(tmp_path / "b.h5")
    assert a.sequence_id.tolist() == ["u", *["v"] * 30]
    assert a.frame_number.tolist() == b.frame_number.tolist() == [1, *range(1, 31)]
    assert np.abs(a.landmarks - b.landmarks).max() < 1e-4
    assert a.content.tolist() == b.content.tolist()

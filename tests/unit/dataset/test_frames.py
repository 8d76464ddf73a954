"""Frames of clips as HDF5: what is cut out, what is read, and what memory holds."""

import cv2
import h5py
import numpy as np
import pytest
import torch

from dataset_builder import make_clips
from facemotion.dataset.contract import ClipStatus
from facemotion.dataset.crop import face_window
from facemotion.dataset.frames import stack_frames
from facemotion.errors import InputError
from facemotion.models.frame_stack import FrameStack
from facemotion.sequences.table import make_table

WHOLE = {"size_px": 16, "crop": "whole"}


@pytest.fixture
def dataset(tmp_path):
    """Two clips of 20 images, 64 × 48, image k of grey 5 k; landmarks about (32, 24)."""
    for name in ("c0", "c1"):
        for k in range(20):
            cv2.imwrite(str(tmp_path / f"{name}_{k:02d}.png"), np.full((48, 64), 5 * k, "uint8"))
    points = np.random.default_rng(0).uniform([22, 14], [42, 34], size=(2, 20, 68, 2))
    clips = make_clips(points, width=64, height=48)
    sequences = make_table(
        {"sequence_id": s, "frame_pattern": s + "_{frame:02d}.png", "status": "ok"}
        for s in ("c0", "c1")
    )
    return clips, sequences, tmp_path


def test_frames_are_in_their_place(dataset):
    clips, sequences, root = dataset
    stack_frames(clips, sequences, root, WHOLE, root / "frames.h5", settings_digest="x")
    with h5py.File(root / "frames.h5") as file:
        assert file["frames"].shape == (2, 20, 16, 16)
        assert file["frames"].chunks == (1, 20, 16, 16)
        assert [frame.mean() for frame in file["frames"][1]] == [5 * k for k in range(20)]
        assert not file["filled"][:].any()
    stack = FrameStack(root / "frames.h5", clips.clip_id)
    batch = stack[torch.tensor([1, 0])]
    assert batch.shape == (2, 20, 16, 16)
    assert batch[0, 10, 0, 0].item() == pytest.approx(50 / 255)


def test_the_same_input_gives_the_same_bytes(dataset):
    clips, sequences, root = dataset
    for name in ("a.h5", "b.h5"):
        stack_frames(clips, sequences, root, WHOLE, root / name, settings_digest="x")
    assert (root / "a.h5").read_bytes() == (root / "b.h5").read_bytes()


def test_a_dataset_without_images_is_refused(dataset):
    clips, sequences, root = dataset
    clips.has_images = False
    with pytest.raises(InputError, match="dataset mine consists of landmark tables and has no"):
        stack_frames(clips, sequences, root, WHOLE, root / "frames.h5", settings_digest="x")
    assert not (root / "frames.h5").exists()


def test_a_crop_stands_still_about_the_face(dataset):
    clips, sequences, root = dataset
    image = np.zeros((48, 64), "uint8")
    image[22:26, 30:34] = 254  # in the middle of the landmarks; 255 on 0 is refused
    for k in range(20):
        cv2.imwrite(str(root / f"c0_{k:02d}.png"), image)
    settings = {"size_px": 28, "crop": "face"}  # 20 px of landmarks and 20% on each side
    stack_frames(clips, sequences, root, settings, root / "frames.h5", settings_digest="x")
    with h5py.File(root / "frames.h5") as file:
        y, x = np.nonzero(file["frames"][0, 7] > 127)
    assert (y.mean(), x.mean()) == pytest.approx((13.5, 13.5), abs=1)
    assert 12 <= len(y) <= 20  # 4 × 4 pixels


def test_an_unreadable_frame_gives_way_to_the_nearest(dataset):
    clips, sequences, root = dataset
    (root / "c0_07.png").write_bytes(b"")
    (root / "c0_08.png").unlink()
    stack_frames(clips, sequences, root, WHOLE, root / "frames.h5", settings_digest="x")
    with h5py.File(root / "frames.h5") as file:
        assert file["frames"][0, 7].mean() == 5 * 6
        assert file["frames"][0, 8].mean() == 5 * 9
        assert np.flatnonzero(file["filled"][0]).tolist() == [7, 8]


def test_an_excluded_clip_stays_empty(dataset):
    clips, sequences, root = dataset
    clips.clip_status[0] = ClipStatus.EXCLUDED
    stack_frames(clips, sequences, root, WHOLE, root / "frames.h5", settings_digest="x")
    with h5py.File(root / "frames.h5") as file:
        assert not file["frames"][0].any()
        assert file["frames"][1].any()


def test_frames_of_other_clips_are_refused(dataset):
    clips, sequences, root = dataset
    stack_frames(clips, sequences, root, WHOLE, root / "frames.h5", settings_digest="x")
    with pytest.raises(InputError, match="found different clips, expected those of the dataset"):
        FrameStack(root / "frames.h5", clips.clip_id[::-1])


def test_the_crop_does_not_tell_what_the_face_will_do(dataset):
    clips, *_ = dataset
    before = face_window(clips, 0)
    clips.landmarks[0, 1:, 8, 1] += 0.2  # the chin
    assert face_window(clips, 0) == before
    clips.landmarks[0, 0, 8, 1] += 0.2
    assert face_window(clips, 0)[1] > before[1]

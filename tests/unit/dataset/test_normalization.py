"""Landmarks in the form that networks read: normalised, failed frames filled, classes, units."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dataset_builder import CLASSES, DATASET, NAMES, VALENCE
from facemotion.clips.neutral import synthesize_neutral
from facemotion.clips.resampling import resample_frames
from facemotion.clips.table import join_clips
from facemotion.dataset.contract import ClipStatus
from facemotion.dataset.normalization import _interpolate, normalize_landmarks
from facemotion.dataset.table import read_clip_table
from facemotion.errors import InputError
from facemotion.files.tsv import write_table
from facemotion.landmarks.face import Face, FrameStatus
from facemotion.landmarks.store import read_landmarks, write_landmarks
from facemotion.sequences.table import make_table

SEQUENCES = make_table(
    {
        "sequence_id": f"S{k}_001",
        "subject": f"S{k}",
        "emotion": emotion,
        "n_frames": 20,
        "frame_pattern": "x_{frame:04d}.png",
        "frame_numbers": "1-20",
        "onset": 1,
        "apex": 20,
        "aus": aus,
        "status": "ok",
    }
    for k, (emotion, aus) in enumerate([("happy", "6=3 12=5"), ("anger", ""), ("sad", "4=9")])
)


@pytest.fixture
def make(tmp_path):
    """Normalise three sequences and a neutral clip; `failed` frames have no face."""

    def make(
        failed=(), share=0.25, change=lambda *row: row, classes=CLASSES, dataset=DATASET, length=20,
        sequences=SEQUENCES,
    ):  # fmt: skip
        rows = []
        for sequence_id in SEQUENCES["sequence_id"]:
            for n in range(1, 21):
                if (sequence_id, n) in failed:
                    face = Face(FrameStatus.NO_FACE, image_size=(640, 480))
                else:
                    points = np.tile(np.array([64.0 * n, 48.0], "f4"), (68, 1))
                    face = Face(FrameStatus.OK, points, np.zeros(4, "f4"), 1.0, (640, 480))
                rows.append(change(sequence_id, n, face))
        write_landmarks(rows, "dlib 20", tmp_path / "landmarks.h5")
        clips = pd.concat(
            [resample_frames(SEQUENCES, length), synthesize_neutral(SEQUENCES, length, 1, 1)]
        )
        faces = read_landmarks(tmp_path / "landmarks.h5")
        return normalize_landmarks(clips, sequences, faces, dataset, classes, share)

    return make


def test_landmarks_are_divided_by_the_size_of_the_image(make):
    clips, _ = make()
    assert clips.landmarks.shape == (4, 20, 68, 2)
    assert clips.landmarks.dtype == np.float32
    assert clips.landmarks[0, 4, 33].tolist() == pytest.approx([0.5, 0.1])
    assert clips.image_size[0].tolist() == [640, 480]


def test_neutral_repeats_the_first_frame_and_keeps_the_subject(make):
    clips, _ = make()
    assert NAMES[clips.label[3]] == "neutral"
    assert clips.clip_id[3] == f"{clips.sequence_id[3]}_neutral"
    assert clips.sequence_id[3].startswith(clips.subject[3])
    assert (clips.frame_number[3] == 1).all()
    assert np.ptp(clips.landmarks[3], axis=0).max() == 0


def test_action_units_known_unknown_and_absent(make):
    clips, _ = make()
    assert clips.au_codes.tolist() == [4, 6, 12]
    by_clip = dict(zip(clips.clip_id, clips.aus.tolist(), strict=True))
    assert by_clip["S0_001"] == [0, 3, 5]
    assert by_clip["S1_001"] == [-1, -1, -1]
    assert by_clip["S2_001"] == [9, 0, 0]
    assert clips.aus[3].tolist() == [0, 0, 0]  # neutral: before the action units set in


def test_a_gap_is_interpolated_linearly_and_marked(make):
    clips, table = make(failed={("S0_001", 8), ("S0_001", 9)})
    # x is 64 n / 640: between frame 7 (0.7) and frame 10 (1.0) lie 0.8 and 0.9.
    np.testing.assert_allclose(clips.landmarks[0, 6:10, 0, 0], [0.7, 0.8, 0.9, 1.0], rtol=1e-6)
    assert clips.frame_status[0, 6:10].tolist() == [0, 1, 1, 0]
    assert clips.clip_status[0] == ClipStatus.INTERPOLATED
    assert table.loc[0, ["failed_frames", "status", "reason"]].tolist() == [2, "interpolated", ""]


def test_what_is_odd_about_a_frame_is_told_of_its_clip(make):
    def odd(sequence_id, n, face):
        if (sequence_id, n) == ("S0_001", 3):
            face.reason = "2 faces found"
        return sequence_id, n, face

    clips, table = make(change=odd)
    assert clips.clip_status[0] == ClipStatus.OK
    assert table["reason"].tolist()[:2] == ["frame 3: 2 faces found", ""]


def test_a_gap_at_the_end_takes_the_nearest_frame(make):
    clips, _ = make(failed={("S0_001", 20)})
    assert clips.landmarks[0, 19].tolist() == clips.landmarks[0, 18].tolist()


def test_a_clip_with_too_many_failed_frames_is_an_excluded_row(make):
    clips, table = make(failed={("S1_001", n) for n in range(10, 16)})
    assert clips.clip_status.tolist()[1] == ClipStatus.EXCLUDED
    assert np.isnan(clips.landmarks[1, 9:15]).all()
    assert not np.isnan(clips.landmarks[1, :9]).any()
    assert clips.usable.tolist() == [True, False, True, True]
    assert table.loc[1, "reason"] == "6 of 20 frames failed, at most 25% are allowed"


@pytest.mark.oddity("images or video frames of different sizes in one clip", "the clip is excluded")
def test_a_clip_of_images_of_different_sizes_is_excluded(make):
    def resized(sequence_id, n, face):
        if sequence_id == "S0_001" and n > 10:
            face.image_size = (320, 240)
        return sequence_id, n, face

    clips, table = make(change=resized)
    assert clips.clip_status.tolist()[:3] == [ClipStatus.EXCLUDED, ClipStatus.OK, ClipStatus.OK]
    assert table.loc[0, "reason"].startswith("its images differ in size")


def test_exactly_the_allowed_share_is_kept(make):
    clips, _ = make(failed={("S1_001", n) for n in range(10, 15)})
    assert clips.clip_status[1] == ClipStatus.INTERPOLATED


def test_classes_hold_labels_and_what_none_holds_has_no_class(make):
    clips, table = make(classes=VALENCE)
    assert clips.emotion.tolist() == ["happy", "anger", "sad", "neutral"]
    assert clips.label.tolist() == [1, 0, 0, -1]
    assert table["class"].tolist() == ["positive", "negative", "negative", ""]
    assert clips.usable.tolist() == [True, True, True, False]


@pytest.mark.parametrize("length", [10, 32, 60])
def test_clips_are_as_long_as_their_table(make, length):
    clips, _ = make(length=length)
    assert clips.frames == length
    assert clips.landmarks.shape == (4, length, 68, 2)
    numbers = clips.frame_number[0]
    assert (numbers[0], numbers[-1]) == (1, 20)
    np.testing.assert_allclose(clips.landmarks[0, :, 33, 0], numbers / 10, rtol=1e-6)


def test_a_dataset_says_what_it_is(make):
    tables = replace(DATASET, name="faces", has_images=False, rendered=True)
    clips, _ = make(dataset=tables, classes=VALENCE)
    assert (clips.dataset, clips.has_images, clips.rendered) == ("faces", False, True)
    assert (clips.classes, clips.backend) == (VALENCE, "dlib 20")
    assert clips.describe() == {"name": "faces", "classes": VALENCE.as_json(), "frames": 20}


def test_the_table_for_people_can_be_read_again(make, tmp_path):
    _, table = make(failed={("S1_001", n) for n in range(10, 16)}, classes=VALENCE)
    write_table(table, tmp_path / "t.tsv")
    pd.testing.assert_frame_equal(read_clip_table(tmp_path / "t.tsv"), table, check_dtype=False)


def test_a_frame_that_the_landmark_file_lacks_is_named(tmp_path):
    write_landmarks([("S0_001", 1, Face(FrameStatus.NO_FACE))], "dlib 20", tmp_path / "l.h5")
    clips, faces = resample_frames(SEQUENCES, 20), read_landmarks(tmp_path / "l.h5")
    with pytest.raises(InputError, match="no row for sequence S0_001, frame 2, which a clip uses"):
        normalize_landmarks(clips, SEQUENCES, faces, DATASET, CLASSES, 0.25)


def test_a_sequence_that_the_table_lacks_is_named(make):
    with pytest.raises(InputError, match="sequence_id S2_001: found no row in its table"):
        make(sequences=SEQUENCES[:2])


def test_no_clip_is_a_sentence(tmp_path):
    write_landmarks([("S0_001", 1, Face(FrameStatus.NO_FACE))], "dlib 20", tmp_path / "l.h5")
    faces = read_landmarks(tmp_path / "l.h5")
    with pytest.raises(InputError, match="dataset mine: there are no clips; results/sequences/"):
        normalize_landmarks(join_clips([]), SEQUENCES, faces, DATASET, CLASSES, 0.25)


def test_interpolation_goes_by_frame_numbers_not_by_places():
    points = np.zeros((3, 68, 2), "f4")
    points[:, :, 0] = np.array([0, 99, 10])[:, None]
    found = _interpolate(points, np.array([False, True, False]), np.array([1, 3, 11]))
    assert found[1, 0, 0] == 2

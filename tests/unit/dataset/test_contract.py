"""The dataset's contract: normalisation, failed frames, labels, action units."""

import h5py
import numpy as np
import pandas as pd
import pytest

from dataset_builder import CLASSES, DATASET, NAMES, VALENCE
from facemotion.clips.neutral import synthesize_neutral
from facemotion.clips.resampling import resample_frames
from facemotion.dataset.contract import ClipStatus, read_dataset, write_dataset
from facemotion.dataset.normalization import normalize_landmarks
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

    def make(failed=(), share=0.25, change=lambda *row: row, classes=CLASSES):
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
        clips = pd.concat([resample_frames(SEQUENCES, 20), synthesize_neutral(SEQUENCES, 20, 1, 1)])
        faces = read_landmarks(tmp_path / "landmarks.h5")
        return normalize_landmarks(clips, SEQUENCES, faces, DATASET, classes, share)

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


def test_a_gap_at_the_end_takes_the_nearest_frame(make):
    clips, _ = make(failed={("S0_001", 20)})
    assert clips.landmarks[0, 19].tolist() == clips.landmarks[0, 18].tolist()


def test_a_clip_with_too_many_failed_frames_is_an_excluded_row(make):
    clips, table = make(failed={("S1_001", n) for n in range(10, 16)})
    assert clips.clip_status.tolist()[1] == ClipStatus.EXCLUDED
    assert np.isnan(clips.landmarks[1, 9:15]).all()
    assert not np.isnan(clips.landmarks[1, :9]).any()
    assert clips.usable.tolist() == [True, False, True, True]
    assert table.loc[1, "reason"] == "6 of 20 frames failed, at most 25% may"


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


def test_a_file_gives_back_what_was_written_and_the_same_bytes(make, tmp_path):
    clips, _ = make(failed={("S0_001", 8)})
    for name in ("a.h5", "b.h5"):
        write_dataset(clips, tmp_path / name, settings_digest="x")
    assert (tmp_path / "a.h5").read_bytes() == (tmp_path / "b.h5").read_bytes()
    again = read_dataset(tmp_path / "a.h5")
    for name, value in vars(clips).items():
        np.testing.assert_array_equal(getattr(again, name), value, err_msg=name)


def test_the_contract(make, tmp_path):
    clips, _ = make()
    write_dataset(clips, tmp_path / "a.h5", settings_digest="x")
    with h5py.File(tmp_path / "a.h5") as file:
        kinds = {name: (str(d.dtype), d.shape) for name, d in file.items() if not d.is_scale}
        assert kinds == {
            "landmarks": ("float32", (4, 20, 68, 2)),
            "frame_number": ("int32", (4, 20)),
            "frame_status": ("uint8", (4, 20)),
            "image_size": ("int32", (4, 2)),
            "label": ("int8", (4,)),
            "clip_status": ("uint8", (4,)),
            "clip_id": ("object", (4,)),
            "sequence_id": ("object", (4,)),
            "subject": ("object", (4,)),
            "emotion": ("object", (4,)),
            "aus": ("int8", (4, 3)),
        }
        assert file.attrs["schema_version"] == 2
        assert file.attrs["backend"] == "dlib 20"
        assert list(file.attrs["classes"]) == list(NAMES)
        assert (file.attrs["dataset"], file.attrs["has_images"]) == ("mine", True)
        scales = [dim[0].name for dim in file["landmarks"].dims]
        assert scales == ["/clip", "/frame", "/landmark", "/axis"]


def test_classes_hold_labels_and_what_none_holds_has_no_class(make):
    clips, table = make(classes=VALENCE)
    assert clips.emotion.tolist() == ["happy", "anger", "sad", "neutral"]
    assert clips.label.tolist() == [1, 0, 0, -1]
    assert table["class"].tolist() == ["positive", "negative", "negative", ""]
    assert clips.usable.tolist() == [True, True, True, False]

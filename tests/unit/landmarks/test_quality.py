"""The quality of landmarks, measured on faces whose noise is known."""

import numpy as np
import pandas as pd
import pytest

from facemotion.errors import DamagedFileError
from facemotion.figures.quality import draw_quality
from facemotion.files.tsv import write_table
from facemotion.landmarks.continuity import keep_one_face
from facemotion.landmarks.face import Face, FrameStatus, eye_distance
from facemotion.landmarks.quality import by_subject, measure_quality, poor_in_words, read_quality
from facemotion.landmarks.store import read_landmarks, write_landmarks
from facemotion.report.sections import describe_quality
from report_builder import make_face

FACE = make_face()
UNIT = float(eye_distance(FACE)) / 100


def moving(noise, frames=20, seed=0):
    """Give a face that drifts and smiles evenly, with noise in % of the inter-ocular distance."""
    time = np.arange(frames)[:, None, None]
    face = FACE + time * [2.0, -1.0]
    face[:, 48:, 1] -= time[:, :, 0]
    return face + np.random.default_rng(seed).normal(0, noise * UNIT, face.shape)


def measure(tmp_path, clips):
    rows = []
    for name, frames in clips.items():
        faces = [
            Face(FrameStatus.NO_FACE) if p is None else Face(FrameStatus.OK, p.astype("f4"))
            for p in frames
        ]
        rows += [(name, k, face) for k, face in enumerate(keep_one_face(faces), start=1)]
    write_landmarks(rows, "dlib 20", tmp_path / "a.h5")
    subjects = [name[:2] for name in clips]
    sequences = pd.DataFrame({"sequence_id": [*clips], "subject": subjects})
    write_table(measure_quality(read_landmarks(tmp_path / "a.h5"), sequences), tmp_path / "a.tsv")
    return read_quality(tmp_path / "a.tsv")


@pytest.fixture
def quality(tmp_path):
    clips = {f"S1_{k}": [*moving(0.5, seed=k)] for k in range(4)}
    clips |= {"S2_1": [*moving(2.5, seed=9)], "S2_2": [*moving(0.5, seed=5)], "S3_1": [FACE, FACE]}
    clips["S2_2"][3:6] = [None] * 3
    clips["S1_3"][10] = clips["S1_3"][10] + 1000  # somebody else's
    return measure(tmp_path, clips).set_index("sequence_id", drop=False)


def test_known_noise_is_measured(quality):
    good = quality.loc[["S1_0", "S1_1", "S1_2"], "jitter"]
    np.testing.assert_allclose(good, 0.5, rtol=0.25)
    assert quality.at["S2_1", "jitter"] == pytest.approx(2.5, rel=0.25)


def test_motion_without_noise_is_no_jitter(tmp_path):
    assert measure(tmp_path, {"S1_1": [*moving(0)]}).at[0, "jitter"] == pytest.approx(0, abs=1e-3)


@pytest.mark.oddity(
    "a clip with poor landmarks: failed frames, a jump, jitter",
    "listed with the reason, on the terminal, in `…_quality.tsv` and on the page",
)
def test_a_poor_sequence_is_named_with_its_reason(quality):
    reasons = quality.loc[quality["poor"] == "yes", "reason"].to_dict()
    assert reasons["S2_2"] == "3 of 20 frames without landmarks"
    assert reasons["S1_3"] == "1 with another face"
    assert reasons["S2_1"].startswith("jitter 2.") and "times the median" in reasons["S2_1"]
    assert len(reasons) == 3
    assert "3 of 7 sequences are poor: S1_3 (1 with another face)" in poor_in_words(quality)
    assert poor_in_words(quality.loc[["S1_0"]]) == ""


def test_a_sequence_of_two_frames_has_no_jitter(quality):
    assert np.isnan(quality.at["S3_1", "jitter"])
    assert quality.at["S3_1", "poor"] == "no"


def test_subjects_are_added_up(quality):
    table = by_subject(quality).set_index("subject")
    assert table.loc["S1", ["sequences", "frames", "failed", "jumped", "poor"]].tolist() == [
        4, 80, 1, 1, 1,
    ]  # fmt: skip
    assert table.loc["S2", ["failed", "poor"]].tolist() == [3, 2]
    about = describe_quality(quality)
    assert [row["subject"] for row in about["subjects"]] == ["S1", "S2"]
    assert (about["failed"], about["jumped"], about["sequences"]) == (4, 1, 7)
    assert len(draw_quality(quality, "ckplus").axes) == 2


def test_a_damaged_table_is_refused(tmp_path, quality):
    path = tmp_path / "a.tsv"
    path.write_text(path.read_text().replace("\tyes\t", "\tmaybe\t"))
    with pytest.raises(DamagedFileError, match="column poor: found 'maybe', expected yes or no"):
        read_quality(path)

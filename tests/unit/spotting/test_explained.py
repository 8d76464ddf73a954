"""Action units that moved in intervals, and what their emotion was read from."""

import numpy as np
import pandas as pd
import pytest
import torch

from causes_builder import Smile
from dataset_builder import CLASSES
from facemotion.dataset.contract import ClipStatus
from facemotion.errors import DamagedFileError
from facemotion.explanation.causes.basis import Basis
from facemotion.explanation.causes.tracked import as_clips
from facemotion.explanation.causes.units import NAMES
from facemotion.models.frontal import mean_face
from facemotion.models.inputs import INPUTS
from facemotion.spotting.explained import (
    Explained,
    explain_intervals,
    list_units,
    read_explained,
    shown_intervals,
    unexplained,
    write_explained,
)

AU12 = NAMES.index("AU12")


def corner_basis() -> Basis:
    """Read AU12 as how far the corners of the mouth rise, in inter-ocular distances."""
    basis = Basis(
        np.zeros((3, 2, 68, len(NAMES), 2)), np.zeros((len(NAMES), 2, 2, 68)), np.ones(len(NAMES))
    )
    for side, corner in enumerate((48, 54)):
        basis.reading[0, 1, corner, AU12, side] = -1.0
        basis.moving[AU12, side, 1, corner] = -1.0
    return basis


def smiles():
    """Give three clips: corners that rise by 0.4 inter-ocular distances, a still one, no clip."""
    landmarks = np.tile(100 * mean_face()[:, :2] + 300, (3, 20, 1, 1))
    landmarks[0][:, [48, 54], 1] -= np.linspace(0, 40, 20)[:, None]
    clips = as_clips(landmarks, np.array([640, 480]), CLASSES)
    clips.clip_status[2] = ClipStatus.EXCLUDED
    return clips


def explain(settings) -> Explained:
    clips = smiles()
    inputs = torch.from_numpy(INPUTS["frontal"](clips))
    return explain_intervals(Smile().eval(), clips, inputs, settings, corner_basis(), 4)


def test_units_and_evidence_of_a_smile_are_those_of_the_corners():
    found = explain({"input": "frontal", "network": "lstm"})
    ((unit, amount),) = found.moved(0)
    assert unit == AU12 and amount == pytest.approx(0.4, abs=0.02)
    assert found.moved(1) == [] and found.is_read(1)
    evidence = found.evidence[0]
    # The network looks at the last frame: ten times the mean of both corners' rise.
    assert evidence[[48, 54], -1].sum() == pytest.approx(4, abs=0.2)
    rest = evidence.copy()
    rest[[48, 54], -1] = 0
    np.testing.assert_allclose(rest, 0, atol=1e-6)
    assert not found.is_read(2) and not found.has_evidence(2) and found.moved(2) == []


def test_a_network_without_maps_still_has_units():
    found = explain({"input": "displacement", "network": "lstm"})
    assert not found.has_evidence(0) and list_units(found.moved(0)).startswith("AU12 0.")


def test_a_unit_is_named_beyond_two_errors_and_the_least_that_is_seen():
    amount, error = np.zeros((1, len(NAMES))), np.full((1, len(NAMES)), 0.2)
    amount[0, :4], error[0, :4] = (0.14, 0.5, 0.39, -0.9), (0.01, 0.2, 0.2, 0.1)
    found = Explained(np.zeros((1, 68, 20), "float32"), amount, error)
    assert list_units(found.moved(0)) == f"{NAMES[1]} 0.50"


def test_files_come_back_and_others_are_refused(tmp_path):
    found = explain({"input": "frontal", "network": "lstm"})
    write_explained(found, "lstm", tmp_path / "a.h5")
    back = read_explained(tmp_path / "a.h5", 3)
    for name, values in vars(found).items():
        np.testing.assert_array_equal(getattr(back, name), values)
    with pytest.raises(DamagedFileError, match="a size of 3, expected 2, one per interval"):
        read_explained(tmp_path / "a.h5", 2)
    write_explained(unexplained(20), "lstm", tmp_path / "none.h5")
    assert len(read_explained(tmp_path / "none.h5", 0).amount) == 0


def test_intervals_of_one_spotter_are_shown_by_video_and_time():
    rows = [("tcn", "b", "macro", 9), ("mdmd", "a", "macro", 1), ("tcn", "a", "micro", 5),
            ("tcn", "a", "macro", 7)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["spotter", "video", "type", "first"])
    shown = shown_intervals(table, "tcn")
    assert shown[["video", "first"]].to_numpy().tolist() == [["a", 5], ["a", 7], ["b", 9]]
    assert shown.index.tolist() == [0, 1, 2]

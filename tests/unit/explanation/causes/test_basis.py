"""How much of each unit a clip shows, and what it does to the landmarks."""

import numpy as np
import pytest

from facemotion.demo.people.action_units import CODES, INDEX
from facemotion.demo.shots import draw_shots, film
from facemotion.errors import DamagedFileError
from facemotion.explanation.causes.basis import (
    Basis,
    front_motion,
    neighbours,
    read_basis,
    read_units,
    write_basis,
)
from facemotion.explanation.causes.cast import draw_practice
from facemotion.explanation.causes.fitting import follow_parts, true_amounts
from facemotion.explanation.causes.twins import without
from facemotion.explanation.causes.units import NAMES, UNITS, code_weights, footprint


def test_a_frame_is_read_with_its_neighbours():
    motion = np.arange(2 * 68 * 3.0).reshape(1, 2, 68, 3)
    read = neighbours(motion)[0]
    first = motion[0, 0, 0]
    assert read.shape == (3 * 136, 3)
    assert read[0].tolist() == first.tolist()
    assert read[136].tolist() == [first[0], first[0], first[1]]  # the frame before
    assert read[272].tolist() == [first[1], first[2], first[2]]  # the frame after


def test_a_part_is_the_amounts_by_what_they_move_brought_back_into_the_image():
    basis = Basis(np.zeros((3, 2, 68, 20, 2)), np.zeros((20, 2, 2, 68)), np.ones(20))
    basis.moving[8, 0, 1, 48] = 0.5  # unit 8's left side moves landmark 48 down
    motion = np.zeros((1, 2, 68, 4))
    basis.reading[0, 1, 48, 8, 0] = 2.0
    motion[0, 1, 48] = [0, 0.1, 0.2, 0.3]
    amounts = basis.amounts(motion)
    np.testing.assert_allclose(amounts[0, 8, 0], [0, 0.2, 0.4, 0.6])
    np.testing.assert_allclose(basis.residual(motion, amounts), 0, atol=1e-12)


def test_what_is_read_off_people_is_what_they_show(basis):
    shots = draw_practice(60, 8, 2)
    read, true = read_units(basis, film(shots)), true_amounts(shots).mean(axis=2)
    for name in ("AU1", "AU12", "AU26/27"):
        unit = NAMES.index(name)
        assert np.corrcoef(read.courses[:, unit].ravel(), true[:, unit].ravel())[0, 1] > 0.75
    off = np.sqrt(((read.courses - true) ** 2).mean(axis=(0, 2)))
    assert np.corrcoef(read.error.mean(axis=0), off)[0, 1] > 0.8
    assert 0.6 < read.error.mean() / off.mean() < 1.6


def test_each_part_of_a_face_is_followed_by_a_share_of_its_own():
    seen = follow_parts(np.ones((50, 2, 68, 3)), np.random.default_rng(0))
    assert 0.6 <= seen.min() < 0.65 and 1.05 < seen.max() <= 1.1
    assert (seen[:, :, 48] == seen[:, :, 54]).all() and (seen[:, :, 48] != seen[:, :, 51]).all()
    assert (seen[..., :1] == seen).all()  # at all times


def test_a_clip_from_which_a_unit_is_taken_looks_like_its_twin(basis):
    rng = np.random.default_rng(4)
    shots = draw_shots(["happy"] * 6, np.arange(31, 37), rng, frames=8)
    unit, clip = NAMES.index("AU12"), film(shots)
    gone = np.zeros((6, len(UNITS)), bool)
    gone[:, unit] = True
    twin = film(shots, without(shots.acted.intensities, gone))
    taken = clip - read_units(basis, clip).part(unit)
    corners = [48, 54]
    before, after = (
        np.abs(front_motion(made)[0] - front_motion(twin)[0])[:, :, corners, -1].mean()
        for made in (clip, taken)
    )
    assert after < 0.35 * before


def test_a_unit_of_two_codes_is_measured_by_its_first():
    jaw = code_weights()[NAMES.index("AU26/27")]
    assert jaw[INDEX[26]] == pytest.approx(1) and jaw[INDEX[27]] == pytest.approx(2.02, abs=0.01)
    assert np.count_nonzero(jaw) == 2 and len(jaw) == len(CODES)


def test_a_unit_has_its_footprint_where_it_moves():
    smile = footprint()[NAMES.index("AU12")]
    assert set(smile.argsort()[-2:]) <= {48, 54, 60, 64} and smile.max() == 1
    assert smile[[17, 26, 37]].max() < 0.05


def test_a_file_of_a_basis_comes_back_and_another_is_refused(basis, tmp_path):
    write_basis(basis, 400, tmp_path / "basis.h5")
    back = read_basis(tmp_path / "basis.h5")
    np.testing.assert_array_equal(back.reading, basis.reading)
    (tmp_path / "basis.h5").write_bytes(b"nothing")
    with pytest.raises(DamagedFileError, match="found content that changed after it was written"):
        read_basis(tmp_path / "basis.h5")

"""What units do to landmarks, learned once for all tests of causes."""

import pytest

from facemotion.explanation.causes.cast import draw_practice
from facemotion.explanation.causes.fitting import fit_basis

PRACTICE_CLIPS, FRAMES = 200, 8


@pytest.fixture(scope="session")
def basis():
    return fit_basis(draw_practice(PRACTICE_CLIPS, FRAMES, 1), 1)

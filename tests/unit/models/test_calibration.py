"""Probabilities that mean what they say."""

import numpy as np
import pytest
import torch

from facemotion.models.calibration import fit_temperature, kept_people


def test_every_tenth_person_is_kept_with_all_clips():
    people = np.array([f"P{k % 25:02d}" for k in range(100)])
    kept = kept_people(people)
    assert set(people[kept]) == {"P09", "P19"}
    assert kept.sum() == 8
    assert not kept_people(people[:9]).any()  # nine people


def test_the_temperature_undoes_a_factor():
    """Labels drawn from softmax(logits) are the likeliest under those very logits."""
    generator = torch.Generator().manual_seed(1)
    logits = torch.randn(4000, 5, generator=generator)
    labels = torch.multinomial(logits.softmax(1), 1, generator=generator)[:, 0]
    assert fit_temperature(3 * logits.numpy(), labels.numpy()) == pytest.approx(3, rel=0.08)
    assert fit_temperature(0.5 * logits.numpy(), labels.numpy()) == pytest.approx(0.5, rel=0.08)

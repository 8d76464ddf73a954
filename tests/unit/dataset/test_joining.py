"""Several datasets as one."""

from dataclasses import replace

import numpy as np
import pytest

from dataset_builder import make_clips
from facemotion.dataset.joining import join_clips
from facemotion.errors import InputError


def dataset(name, count, value, **changed):
    ids = np.array([f"c{k}" for k in range(count)], object)
    clips = make_clips(
        np.full((count, 20, 68, 2), value, "float32"), width=100, height=100,
        label=np.full(count, count, "int8"), clip_id=ids, sequence_id=ids, subject=ids,
        emotion=np.array(["happy"] * count, object), clip_status=np.zeros(count, "uint8"),
    )  # fmt: skip
    return replace(clips, dataset=name, **changed)


def test_clips_follow_each_other_under_names_of_their_own():
    first, second = dataset("people", 2, 10), dataset("ckplus", 3, 20, rendered=False)
    joined = join_clips([first, second])
    assert joined.dataset == "people+ckplus"
    assert joined.clip_id.tolist() == [
        "people/c0", "people/c1", "ckplus/c0", "ckplus/c1", "ckplus/c2",
    ]  # fmt: skip
    assert joined.subject.tolist() == joined.clip_id.tolist()
    assert joined.label.tolist() == [2, 2, 3, 3, 3]
    np.testing.assert_allclose(joined.landmarks[:2], first.landmarks)
    np.testing.assert_allclose(joined.landmarks[2:], second.landmarks)
    assert not joined.rendered
    assert joined.usable.all()


def test_one_dataset_stays_as_it_is():
    only = dataset("people", 2, 10)
    assert join_clips([only]) is only


def test_other_lengths_cannot_train_one_model():
    first, second = dataset("people", 2, 10), dataset("ckplus", 2, 10)
    second.landmarks = second.landmarks[:, :10]
    with pytest.raises(InputError, match="people and ckplus differ in classes or clip length"):
        join_clips([first, second])

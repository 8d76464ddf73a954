"""The contract of the dataset file: what is written is read, and nothing else."""

import h5py
import numpy as np
import pytest

from dataset_builder import NAMES, VALENCE, WITH_CONTEMPT, make_clips, random_face
from facemotion.dataset.contract import ClipStatus, read_dataset, write_dataset
from facemotion.errors import DamagedFileError, InputError
from facemotion.files import hdf5


@pytest.fixture
def clips():
    """Make four clips with three action units, one with a frame filled in, and one excluded."""
    points = np.array([[random_face(n + t) for t in range(20)] for n in range(4)])
    clips = make_clips(
        points, aus=np.full((4, 3), 2, "int8"), au_codes=np.array([1, 4, 12], "int32")
    )
    clips.label[:] = [3, 0, 6, -1]
    clips.emotion[:] = ["happy", "anger", "neutral", ""]
    clips.frame_status[0, 7], clips.clip_status[0] = 1, ClipStatus.INTERPOLATED
    clips.landmarks[1, 3:9], clips.clip_status[1] = np.nan, ClipStatus.EXCLUDED
    return clips


@pytest.fixture
def written(clips, tmp_path):
    write_dataset(clips, tmp_path / "a.h5", settings_digest="x")
    return tmp_path / "a.h5"


def test_a_file_gives_back_what_was_written_and_the_same_bytes(clips, tmp_path):
    for name in ("a.h5", "b.h5"):
        write_dataset(clips, tmp_path / name, settings_digest="x")
    assert (tmp_path / "a.h5").read_bytes() == (tmp_path / "b.h5").read_bytes()
    again = read_dataset(tmp_path / "a.h5")
    for name, value in vars(clips).items():
        np.testing.assert_array_equal(getattr(again, name), value, err_msg=name)


def test_the_contract(clips, tmp_path):
    write_dataset(clips, tmp_path / "a.h5", settings_digest="x")
    with h5py.File(tmp_path / "a.h5") as file:
        kinds = {name: (str(d.dtype), d.shape) for name, d in file.items() if not d.is_scale}
        assert kinds == {
            "landmarks": ("float32", (4, 20, 68, 2)),
            "frame_number": ("int32", (4, 20)),
            "frame_status": ("uint8", (4, 20)),
            "content": ("uint64", (4, 20)),
            "source": ("object", (4,)),
            "image_size": ("int32", (4, 2)),
            "label": ("int8", (4,)),
            "clip_status": ("uint8", (4,)),
            "clip_id": ("object", (4,)),
            "sequence_id": ("object", (4,)),
            "subject": ("object", (4,)),
            "emotion": ("object", (4,)),
            "aus": ("int8", (4, 3)),
        }
        assert file.attrs["schema_version"] == 4
        assert file.attrs["backend"] == "dlib 20"
        assert list(file.attrs["classes"]) == list(NAMES)
        assert (file.attrs["dataset"], file.attrs["has_images"]) == ("mine", True)
        scales = [dim[0].name for dim in file["landmarks"].dims]
        assert scales == ["/clip", "/frame", "/landmark", "/axis"]


@pytest.mark.parametrize("classes", [VALENCE, WITH_CONTEMPT])
def test_a_file_keeps_its_classes_and_what_it_is(clips, tmp_path, classes):
    clips.classes, clips.label[:] = classes, len(classes) - 1
    clips.has_images, clips.rendered = False, True
    write_dataset(clips, tmp_path / "a.h5", settings_digest="x")
    again = read_dataset(tmp_path / "a.h5")
    assert again.classes == classes
    assert again.classes.names == classes.names
    assert (again.has_images, again.rendered) == (False, True)
    assert again.describe() == clips.describe()


def test_a_usable_clip_has_a_class_and_is_not_excluded(clips):
    assert clips.usable.tolist() == [True, False, True, False]


def test_a_clip_that_is_not_there_is_named(clips):
    assert clips.rows_of(["c2", "c0", "c2"], "the split").tolist() == [2, 0, 2]
    with pytest.raises(InputError, match="the split names clip 'c9', which the dataset does not"):
        clips.rows_of(["c1", "c9"], "the split")


@pytest.mark.parametrize(
    ("array", "where", "value", "sentence"),
    [
        ("landmarks", (0, 2, 5, 1), np.nan, r"array landmarks: found NaN in a clip that is used"),
        ("landmarks", (0, 2, 5, 1), np.inf, r"array landmarks\[0, 2, 5, 1\]: found inf"),
        ("label", 2, 7, r"array label: found 7, expected at most 6, the last class"),
        ("label", 2, -2, r"array label\[2\]: found -2"),
        ("clip_status", 1, 3, r"array clip_status\[1\]: found 3"),
        ("frame_status", (1, 4), 4, r"array frame_status\[1, 4\]: found 4"),
        ("image_size", (3, 0), -1, r"array image_size\[3, 0\]: found -1"),
        ("clip_id", 1, "c0", r"array clip_id: found c0 in 2 rows, expected one row per clip"),
    ],
)
def test_a_damaged_value_is_named(written, array, where, value, sentence):
    with h5py.File(written, "a") as file:
        file[array][where] = value
    hdf5.seal(written)
    with pytest.raises(DamagedFileError, match=rf"a\.h5, {sentence}"):
        read_dataset(written)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("class_labels", ["anger", "fear"], "attribute class_labels: found classes that differ"),
        ("class_labels", 3, "attribute class_labels: found classes that differ"),
        ("schema_version", 1, "attribute schema_version: found 1, expected 4"),
        ("has_images", None, "attribute has_images: found nothing, expected a value"),
        ("classes", None, "attribute classes: found nothing, expected a value"),
    ],
)
def test_a_damaged_attribute_is_named(written, name, value, sentence):
    with h5py.File(written, "a") as file:
        del file.attrs[name]
        if value is not None:
            file.attrs[name] = value
    hdf5.seal(written)
    with pytest.raises(DamagedFileError, match=rf"a\.h5, {sentence}"):
        read_dataset(written)

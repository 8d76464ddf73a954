"""The maps file, what of pixels belongs to landmarks, and the paper's post-processing."""

from contextlib import ExitStack
from dataclasses import replace

import cv2
import h5py
import numpy as np
import pytest

from dataset_builder import make_clips, random_face
from facemotion.dataset.crop import landmarks_in_frames
from facemotion.dataset.frames import stack_frames
from facemotion.errors import DamagedFileError, InputError
from facemotion.explanation import maps as maps_module
from facemotion.explanation.computing import sample_at_points
from facemotion.explanation.examples import typical_clip
from facemotion.explanation.maps import TRUE, copy_attributes, merge_maps, open_maps, write_maps
from facemotion.explanation.postprocessing import post_process
from facemotion.files.hdf5_parts import Parts
from facemotion.sequences.table import make_table
from maps_builder import made, make_maps

ABOUT = {"dataset": "ckplus", "model": "tcn", "scheme": "grouped", "settings_digest": "0"}


def test_a_maps_file_is_read_as_it_was_written(tmp_path):
    maps = make_maps(["happy", "sad"], [{12: 3}, {1: 1, 4: 9}])
    maps.maps += np.random.default_rng(0).normal(size=maps.maps.shape).astype("f4")
    maps.image_maps = np.ones((2, 2, 2, 8, 8), "f4")
    for name in ("a.h5", "b.h5"):
        write_maps(maps, tmp_path / name, **ABOUT)
    assert (tmp_path / "a.h5").read_bytes() == (tmp_path / "b.h5").read_bytes()
    with open_maps(tmp_path / "a.h5") as found:
        assert (found.maps[:] == maps.maps).all()
        assert found.method.tolist() == ["hirescam_conv2", "integrated_gradients"]
        assert found.clip_id.tolist() == ["c0", "c1"]
        assert found.image_maps.shape == (2, 2, 2, 8, 8)
        # At a layer an image's map has no time; integrated gradients are of each frame.
        assert [found.times(method) for method in found.method] == [False, True]
        assert (found.of_method(1, TRUE) == maps.maps[:, 1, TRUE]).all()
        last = found.of_clips(np.array([1]))
    assert last.clip_id.tolist() == ["c1"]
    assert (last.maps == maps.maps[1:]).all()
    assert copy_attributes(tmp_path / "a.h5") == ABOUT


def test_maps_that_are_made_in_parts_are_written_as_if_at_once(tmp_path):
    """37 clips are several rows of chunks, whatever the number of clips a part has."""
    maps = make_maps(["happy"] * 37)
    rng = np.random.default_rng(0)
    maps.maps = rng.normal(size=maps.maps.shape).astype("f4")
    maps.random_maps = rng.normal(size=(37, 2, 3, 68, 20)).astype("f4")
    write_maps(maps, tmp_path / "whole.h5", **ABOUT)
    with h5py.File(tmp_path / "whole.h5") as file:
        assert 1 < file["maps"].chunks[0] < 37 > file["random_maps"].chunks[0] > 1
    for cuts in ([1, 2, 30], [], range(1, 37)):
        parts = {
            name: Parts(array.shape, lambda array=array, cuts=cuts: np.split(array, cuts))
            for name, array in (("maps", maps.maps), ("random_maps", maps.random_maps))
        }
        write_maps(replace(maps, **parts), tmp_path / "parts.h5", **ABOUT)
        assert (tmp_path / "parts.h5").read_bytes() == (tmp_path / "whole.h5").read_bytes()


def test_a_part_too_few_is_not_written(tmp_path):
    maps = make_maps(["happy"] * 3)
    whole = maps.maps
    maps.maps = Parts(whole.shape, lambda: [whole[:2]])
    with pytest.raises(ValueError, match="found parts with 2 rows, expected 3"):
        write_maps(maps, tmp_path / "maps.h5", **ABOUT)
    assert not (tmp_path / "maps.h5").exists()


def test_a_value_that_is_no_number_is_named_by_its_place_in_the_whole(tmp_path):
    maps = make_maps(["happy"] * 37)
    maps.maps[36, 1, 0, 67, 19] = np.nan
    write_maps(maps, tmp_path / "maps.h5", **ABOUT)
    place = r"array maps\[36, 1, 0, 67, 19\]: found nan"
    with pytest.raises(DamagedFileError, match=place), open_maps(tmp_path / "maps.h5"):
        pass


def test_the_documented_axes_are_attached(tmp_path):
    write_maps(make_maps(["happy"], [{12: 3}]), tmp_path / "maps.h5", **ABOUT)
    with h5py.File(tmp_path / "maps.h5") as file:
        axes = [file["maps"].dims[k][0].name for k in range(5)]
        assert axes == ["/clip", "/method", "/target", "/landmark", "/frame"]
        assert list(file.attrs["targets"]) == ["predicted", "true"]
        assert file["au"][:].tolist() == [12]


def test_folds_are_merged_in_the_order_of_the_clips():
    first, second = make_maps(["happy", "sad"]), make_maps(["fear"])
    first.clip_id[:] = ["b", "c"]
    second.clip_id[:] = ["a"]
    second.fold[:] = 1
    merged = merge_maps([first, second])
    assert merged.clip_id.tolist() == ["a", "b", "c"]
    assert merged.fold.tolist() == [1, 0, 0]
    assert merged.label.tolist() == [2, 3, 4]


@pytest.mark.parametrize("rows_at_a_time", [1, 2, 7, 99])
def test_merged_maps_are_those_of_their_clips(tmp_path, monkeypatch, rows_at_a_time):
    """Clip c3 has maps of 3, wherever it stands; the parts are files, of clips in no order."""
    monkeypatch.setattr(maps_module, "MERGED_BYTES", rows_at_a_time * 2 * 2 * 68 * 20 * 4)
    with ExitStack() as files:
        parts = []
        for fold, clips in enumerate(([6, 1, 4], [0, 5, 2, 3])):
            maps = make_maps(["happy"] * len(clips))
            maps.clip_id[:] = [f"c{clip}" for clip in clips]
            maps.maps += np.array(clips, "f4")[:, None, None, None, None]
            maps.random_maps -= np.array(clips, "f4")[:, None, None, None, None]
            write_maps(maps, tmp_path / f"{fold}.h5", **ABOUT)
            parts.append(files.enter_context(open_maps(tmp_path / f"{fold}.h5")))
        merged = made(merge_maps(parts))
    assert merged.maps[:, 1, 1, 67, 19].tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert merged.random_maps[:, 0, 1, 0, 0].tolist() == [0, -1, -2, -3, -4, -5, -6]


def test_folds_of_other_methods_are_refused():
    with pytest.raises(
        InputError, match="differ in methods, classes or action units: x and hirescam_conv2, "
    ):
        merge_maps([make_maps(["happy"]), make_maps(["sad"], methods=("x",))])


def test_folds_with_other_numbers_of_random_networks_are_refused():
    other = make_maps(["sad"])
    other.random_maps = other.random_maps[:, :, :1]
    with pytest.raises(InputError, match="numbers of random networks"):
        merge_maps([make_maps(["happy"]), other])


def test_points_read_an_image_between_its_pixels():
    y, x = np.mgrid[:5, :4]
    ramp = (x + 10.0 * y)[None]
    points = np.full((1, 20, 68, 2), 1.0)
    points[0, 0, 0] = (3, 2)
    points[0, 1, 0] = (1.5, 0.5)
    points[0, 2, 0] = (-9, 99)  # outside: the nearest pixel
    found = sample_at_points(ramp, points)
    assert found.shape == (1, 68, 20)
    assert found[0, 0, :4] == pytest.approx([23, 6.5, 40, 11], abs=1e-4)


def test_points_read_each_frame_of_its_own():
    maps = np.arange(20.0)[None, :, None, None] * np.ones((1, 20, 3, 3))
    found = sample_at_points(maps, np.ones((1, 20, 68, 2)))
    assert (found[0] == np.arange(20)).all()


@pytest.mark.parametrize("crop", ["whole", "face"])
def test_landmarks_lie_in_the_stacked_frames_where_the_pixels_are(tmp_path, crop):
    """A bright dot is painted at a landmark; the stacked frame must have it where it is said."""
    face = random_face()
    spot = face[30].round()
    face[30] = spot
    image = np.zeros((480, 640), "uint8")
    cv2.circle(image, spot.astype(int).tolist(), 12, 254, -1)  # black and white alone is refused
    for k in range(20):
        cv2.imwrite(str(tmp_path / f"c0_{k:02d}.png"), image)
    clips = make_clips(face[None, None].repeat(20, axis=1))
    pattern = {"sequence_id": "c0", "frame_pattern": "c0_{frame:02d}.png", "status": "ok"}
    settings = {"size_px": 32, "crop": crop}
    stack_frames(
        clips,
        make_table([pattern]),
        tmp_path,
        settings,
        tmp_path / "frames.h5",
        settings_digest="x",
    )
    with h5py.File(tmp_path / "frames.h5") as file:
        seen = file["frames"][0, 0].astype(float)
    y, x = np.mgrid[:32, :32]
    centre = [(seen * axis).sum() / seen.sum() for axis in (x, y)]
    found = landmarks_in_frames(clips, np.array([0]), crop, 32)[0, 0, 30]
    assert found == pytest.approx(centre, abs=0.15)


def test_the_papers_post_processing_by_hand():
    """0 to 2 becomes 0 to 255; steps of 127.5 and 255 stay, one of 63.75 is dropped."""
    maps = np.zeros((68, 20))
    maps[0, 5], maps[1, 7:], maps[2, 9:] = 2, 1, 0.5
    found = post_process(maps)
    assert found[0, 5] == 255
    assert found[0, 6] == -255
    assert found[1].nonzero()[0].tolist() == [7]
    assert found[1, 7] == 127.5
    assert not found[2].any()


def test_a_difference_of_75_is_dropped_and_one_above_it_is_kept():
    maps = np.zeros((2, 20))
    maps[0, 0], maps[1, 10:] = 255, 75
    assert not post_process(maps)[1].any()
    maps[1, 10:] = 76
    assert post_process(maps)[1, 10] == 76


def test_a_map_without_contrast_becomes_zero():
    assert not post_process(np.full((3, 68, 20), 7.0)).any()


def test_the_typical_clip_is_neither_best_nor_worst():
    maps = make_maps(["happy"] * 4 + ["sad"])
    maps.probabilities[:4, 3] = [0.9, 0.6, 0.8, 0.7]
    maps.predicted[1] = 0  # wrong, so not shown
    assert typical_clip(maps, 3) == 2
    maps.predicted[:4] = 0
    assert typical_clip(maps, 3) is None

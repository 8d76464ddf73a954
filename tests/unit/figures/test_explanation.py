"""Pictures of maps: whose face is shown, what is stamped, what is marked."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from matplotlib.text import Text

from causes_builder import figure as ranked
from causes_builder import make_referee
from dataset_builder import make_clips, random_face
from facemotion.errors import InputError
from facemotion.explanation.scenes import set_scene
from facemotion.figures.explanation import draw_class, draw_overview
from facemotion.figures.face import draw_face
from facemotion.figures.heat_map import hatch_opposing
from facemotion.figures.judged import draw_judged_overview, draw_mean_maps
from facemotion.figures.style import new_figure
from facemotion.sequences.table import make_table
from maps_builder import make_maps

SHOWN = {"timing": None, "consenting": None, "crop": "face"}


@pytest.fixture
def given(tmp_path):
    """Two happy clips with images, and their maps."""
    for name in ("c0", "c1"):
        for k in range(20):
            cv2.imwrite(str(tmp_path / f"{name}_{k:02d}.png"), np.full((480, 640), 90, "uint8"))
    clips = make_clips(np.tile(random_face(), (2, 20, 1, 1)))
    sequences = make_table(
        {"sequence_id": s, "frame_pattern": s + "_{frame:02d}.png", "status": "ok"}
        for s in ("c0", "c1")
    )
    maps = make_maps(["happy", "happy"], [{12: 3}, {12: 3, 25: 1}])
    maps.maps += np.random.default_rng(0).normal(size=maps.maps.shape)
    return maps, clips, sequences, str(tmp_path)


def scene_of(given, failed=(), **changes):
    maps, clips, sequences, root = given
    return set_scene(
        maps, "hirescam_conv2", clips, sequences, failed=list(failed), root=root, **SHOWN | changes
    )


def texts(figure):
    return [text.get_text() for text in figure.findobj(Text)]


def pictures(figure):
    """Give the grey images that a figure shows."""
    return [
        image for axes in figure.axes for image in axes.images if image.get_cmap().name == "gray"
    ]


def test_faces_are_shown_of_those_who_consent_and_of_no_others(given):
    assert scene_of(given).image(0, 3).shape == (480, 640)
    assert scene_of(given, consenting=["c0"]).image(0, 3).shape == (480, 640)
    assert scene_of(given, consenting=["c0"]).image(1, 3) is None
    for draw in (lambda scene: draw_class(scene, "happy"), draw_overview):
        assert pictures(draw(scene_of(given)))
        assert not pictures(draw(scene_of(given, consenting=[])))


def test_an_image_that_cannot_be_read_is_named(given, caplog):
    root = Path(given[3])
    (root / "c0_03.png").write_bytes(b"x")
    clips = given[1]
    clips.frame_number[:] = np.arange(20)
    assert scene_of(given).image(0, 4).shape == (480, 640) and not caplog.messages
    assert scene_of(given).image(0, 3) is None
    assert [message.startswith(f"{root}/c0_03.png: frame 3 ") for message in caplog.messages] == [
        True
    ]


def test_what_was_not_passed_is_stamped_on_every_map(given):
    figure = draw_class(scene_of(given, failed=["planted", "deletion"]), "happy")
    # Four maps, six frames of the strip and the apex.
    assert sum(text == "not passed:\nplanted\ndeletion" for text in texts(figure)) == 11
    passed = texts(draw_class(scene_of(given), "happy"))
    assert not any(text.startswith("not passed") for text in passed)
    assert any("passed all checks" in text for text in passed)


def test_action_units_and_parts_of_the_face_are_named(given):
    found = texts(draw_class(scene_of(given), "happy"))
    assert "AU12" in found
    assert "outer lips 48–59" in found
    assert any("mean of 2 clips, 0 of them misclassified" in text for text in found)


def test_an_emotion_without_a_right_clip_keeps_its_mean_and_says_so(given):
    given[0].predicted[:] = 4
    found = texts(draw_class(scene_of(given), "happy"))
    assert any("mean of 2 clips, 2 of them misclassified" in text for text in found)
    assert "no clip is correctly classified as happy" in found
    assert "none correctly classified" in texts(draw_overview(scene_of(given)))
    assert "no clips of class sad" in texts(draw_class(scene_of(given), "sad"))


def test_maps_of_pixels_lie_on_the_part_of_the_image_that_was_seen(given):
    given[0].image_maps = np.ones((2, 2, 2, 8, 8), "f4")
    found, (left, right, bottom, top) = scene_of(given).overlay(0)
    assert found.shape == (8, 8)
    points = given[1].landmarks[0].reshape(-1, 2) * given[1].image_size[0]
    assert left < points[:, 0].min() and right > points[:, 0].max()
    assert top < points[:, 1].min() and bottom > points[:, 1].max()
    assert scene_of(given, crop="whole").overlay(0)[1] == (-0.5, 639.5, 479.5, -0.5)
    assert scene_of(given).overlay(1) is not None


def test_the_image_shows_through_where_its_map_is_zero():
    found, axes = np.zeros((8, 8)), new_figure(2, 2).subplots()
    found[2, 3], found[5, 5] = -1, 0.5
    face = np.zeros((40, 40), "uint8")
    points = np.random.default_rng(0).uniform(10, 30, (68, 2))
    draw_face(axes, points, np.zeros(68), 0, face, overlay=(found, (5, 35, 35, 5)))
    opacity = axes.images[-1].get_alpha()
    assert opacity[0, 0] == 0
    assert opacity[2, 3] == 2 * opacity[5, 5] > 0.5


def test_cells_that_oppose_the_class_are_hatched(given):
    maps = np.zeros((68, 20))
    maps[10, 3], maps[30, 12], maps[50, 6] = 1.0, -0.5, -0.1
    axes = new_figure(3, 3).subplots()
    hatch_opposing(axes, maps, 1.0)
    (hatched,) = axes.collections
    (box,) = [path.get_extents() for path in hatched.get_paths()]
    assert all(hatched.hatches)
    assert (box.x0, box.x1) == pytest.approx((11.5, 12.5), abs=0.3)
    assert (box.y0, box.y1) == pytest.approx((29.5, 30.5), abs=0.3)


@pytest.mark.parametrize("value", [0, 1e-16])
def test_a_map_of_nothing_but_zeros_or_rounding_errors_says_so(given, value):
    given[0].maps[:] = value
    assert "zero everywhere" in texts(draw_class(scene_of(given), "happy"))


def test_a_method_without_maps_is_a_sentence(given):
    maps, clips, sequences, root = given
    with pytest.raises(InputError, match="no maps of method 'gradcam_conv9'; this model has hires"):
        set_scene(maps, "gradcam_conv9", clips, sequences, failed=[], root=root, **SHOWN)


def test_every_map_has_the_verdict_on_its_class_under_it(given):
    ranks = {"hirescam_conv2": ranked(0.4), "exact_amounts": ranked(0.95), "motion": ranked(0.2)}
    found = make_referee(by_class={"happy": {"clips": 30, "rank": ranks}})
    found["methods"]["hirescam_conv2"] = {"rank": ranked(0.6)}
    drawn = draw_judged_overview(scene_of(given), found)
    said = [axes.get_xlabel() for axes in drawn.axes]
    verdict = (
        "frame of the clip\nrank correlation with true effects\n0.40 (0.30–0.50)\n"
        "ceiling 0.95, plain motion 0.20"
    )
    assert verdict in said
    assert any(
        text == "HiResCAM conv2: rank correlation with true effects 0.60 (0.50–0.70); "
        "ceiling 0.95, plain motion 0.20" for text in texts(drawn)
    )  # fmt: skip
    given[0].label[:] = given[0].classes.names.index("neutral")
    drawn = draw_judged_overview(scene_of(given), found)
    assert any("not evaluated" in axes.get_xlabel() for axes in drawn.axes)


def test_mean_maps_of_all_methods_and_motion_have_their_own_verdicts(given):
    ranks = {"hirescam_conv2": ranked(0.4), "motion": ranked(0.2)}
    found = make_referee(by_class={"happy": {"clips": 30, "rank": ranks}})
    drawn = draw_mean_maps(given[0], "happy", {"hirescam_conv2": ["planted"]}, found)
    said = {axes.get_title(loc="left"): axes.get_xlabel() for axes in drawn.axes}
    assert "0.40 (0.30–0.50)\nplain motion 0.20" in said["HiResCAM conv2"]
    assert said["plain motion"].endswith("0.20 (0.10–0.30)")
    assert sum("not passed:\nplanted" in text for text in texts(drawn)) == 1
    methods = len(given[0].method)
    assert sum(bool(title) for title in said) == methods + 1

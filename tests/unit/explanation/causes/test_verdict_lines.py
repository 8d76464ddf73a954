"""The referee's verdict in a line, and when causes cannot be asked for."""

import pytest

from causes_builder import make_referee
from dataset_builder import CLASSES
from facemotion.explanation.causes.possible import why_not
from facemotion.explanation.causes.verdict_lines import NOT_JUDGED, method_words, verdict_line


def test_a_method_is_told_with_the_ceiling_and_plain_motion():
    found = make_referee()
    assert verdict_line(found, "integrated_gradients") == (
        "rank correlation with true effects 0.50 (0.40–0.60); ceiling 0.95, plain motion 0.20"
    )
    assert verdict_line(found, "motion") == (
        "rank correlation with true effects 0.20 (0.10–0.30); ceiling 0.95"
    )
    assert verdict_line(found, "hirescam_conv9") == "not evaluated"


def test_a_map_of_a_class_has_the_verdict_on_that_class():
    found = make_referee()
    assert verdict_line(found, "gradcam_conv2", "happy") == (
        "rank correlation with true effects 0.30 (0.20–0.40); plain motion −0.20"
    )
    assert verdict_line(found, "gradcam_conv2", "neutral") == NOT_JUDGED
    assert verdict_line(found, "integrated_gradients", "happy") == "not evaluated"


def test_methods_are_called_as_their_papers_call_them():
    assert method_words("hirescam_conv2") == "HiResCAM conv2"
    assert method_words("integrated_gradients") == "integrated gradients"


@pytest.mark.parametrize(
    ("settings", "classes", "reason"),
    [
        ({"input": "motion"}, CLASSES.as_json(), ""),
        ({"input": "frames"}, CLASSES.as_json(), "models.m.input is 'frames', but causes can"),
        ({"input": "motion"}, {"pain": ["pain"]}, "dataset.classes includes none of anger"),
        ({"input": "motion"}, {"good": ["happy"], "rest": ["neutral"]}, ""),
    ],
)
def test_it_is_said_why_causes_cannot_be_asked_for(settings, classes, reason):
    said = why_not("m", settings, classes)
    assert said.startswith(reason) and bool(said) == bool(reason)

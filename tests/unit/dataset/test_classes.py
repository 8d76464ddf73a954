"""Classes as an ordered mapping to labels."""

import pytest

from dataset_builder import CLASSES, NAMES, VALENCE, WITH_CONTEMPT
from facemotion.dataset.classes import Classes


def test_names_keep_their_order_and_labels_lead_to_them():
    assert CLASSES.names == NAMES
    assert [VALENCE.index_of(label) for label in ("sad", "happy", "surprise")] == [0, 1, 2]
    assert VALENCE.name_of("fear") == "negative"
    assert (VALENCE.name_of("neutral"), VALENCE.index_of("neutral")) == ("", -1)


def test_neutral_is_the_class_of_faces_at_rest_alone():
    assert CLASSES.neutral == "neutral"
    assert WITH_CONTEMPT.expressive == (*NAMES[:-1], "contempt")
    assert VALENCE.neutral is None
    assert VALENCE.expressive == VALENCE.names
    assert Classes.of({"calm": ["neutral"], "joy": ["happy"]}).neutral == "calm"
    assert Classes.of({"calm": ["neutral", "happy"], "low": ["sad"]}).neutral is None


@pytest.mark.parametrize("classes", [CLASSES, VALENCE, WITH_CONTEMPT])
def test_json_and_attributes_give_the_classes_back(classes):
    assert Classes.of(classes.as_json()) == classes
    assert Classes.of_attributes(classes.attributes()) == classes

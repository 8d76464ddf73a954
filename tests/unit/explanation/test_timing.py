"""A table of the times of action units is read however it was saved, or refused with its line."""

import pytest

from facemotion.errors import InputError
from facemotion.explanation.timing import read_timing

HEAD = "sequence_id\tau\tonset_frame\tapex_frame\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "S1\t12\t3\t9\n",
        "\ufeffSequence_ID;AU;onset_frame;apex_frame;note\r\n# by hand\r\nS1;12;3;9;x\r\n",
        "apex_frame,onset_frame,au,sequence_id\n9,3,12,S1\n\n",
    ],
)
@pytest.mark.oddity("an action-unit timing table in any accepted format", "read")
def test_a_table_is_read_however_it_was_saved(tmp_path, text):
    path = tmp_path / "timing.tsv"
    path.write_bytes(text.encode("utf-8"))
    assert read_timing(path).to_dict("records") == [
        {"sequence_id": "S1", "au": 12, "onset_frame": 3, "apex_frame": 9}
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEAD + "S1\t12\tearly\t9\n", "line 2, column onset_frame: found 'early', expected a wh"),
        (HEAD + "S1\t12\t3\n", "line 2, column apex_frame: found '', expected a whole number"),
        (HEAD + "S1\t12\t9\t3\n", "line 2: apex_frame 3 is before onset_frame 9"),
        ("sequence_id\tau\n", "column 'onset_frame' is missing; found sequence_id, au"),
        ("", "found nothing, expected sequence_id, au"),
    ],
)
@pytest.mark.oddity(
    "times that are not numbers, or an apex before its onset",
    "one-sentence error with line and column",
)
def test_a_mistake_is_a_sentence_with_its_place(tmp_path, text, sentence):
    (tmp_path / "timing.tsv").write_text(text)
    with pytest.raises(InputError, match=sentence):
        read_timing(tmp_path / "timing.tsv")

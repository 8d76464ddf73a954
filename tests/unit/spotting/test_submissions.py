"""Files of the challenges, in each of their forms."""

import pytest

from facemotion.errors import InputError
from facemotion.spotting.intervals import Interval
from facemotion.spotting.submissions import read_submission


def read(tmp_path, text):
    path = tmp_path / "pred.csv"
    path.write_bytes(text.encode())
    return read_submission(path)


@pytest.mark.parametrize(
    "header", ["vid,pred_onset,pred_offset,type", "\ufeffvid,onset,offset,type"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_headers_of_the_challenge(tmp_path, header, end):
    text = end.join([header, "006_1,10,90,mae", "s15_0101,5,9,me", ""])
    assert read(tmp_path, text).intervals == [
        Interval("006_1", "macro", 10, 90),
        Interval("15_0101", "micro", 5, 9),
    ]


def test_the_log_gives_its_predictions_and_their_types_by_length(tmp_path):
    log = "1\n006_1 100 200 110 214 TP\n006_1 300 400 - - FN\n\n006_2 - - 1 106 FP\n"
    submission = read(tmp_path, log)
    assert submission.intervals == [
        Interval("006_1", "micro", 110, 214),  # 105 frames
        Interval("006_2", "macro", 1, 106),
    ]
    assert "up to 105 frames count as micro" in submission.notes[0]


def test_spotting_with_emotions_is_of_micro_expressions(tmp_path):
    submission = read(
        tmp_path, "subject,video,onset,offset,emotion\n006,006_1,-3,9,Happiness\ns15,0101,1,4,x\n"
    )
    assert submission.intervals == [
        Interval("006_1", "micro", -3, 9, "happy"),
        Interval("15_0101", "micro", 1, 4),
    ]
    assert submission.notes[1] == "1 predictions begin before frame 0 and are used as they are"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n1,2\n", "found the header a, b, expected vid"),
        ("vid,onset,offset,type\n006_1,1,9,big\n", "line 2: found type 'big', expected mae or me"),
        ("vid,onset,offset,type\n006_1,x,9,me\n", "line 2: found frame 'x', expected a whole"),
        (
            "vid,onset,offset,type\n006_1,9,0,me\n",
            r"interval 1 \(video 006_1\): found last frame 0",
        ),
        ("1\n006_1 3 4\n", "line 2: found 3 cells"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(tmp_path, text, sentence):
    with pytest.raises(InputError, match=sentence):
        read(tmp_path, text)

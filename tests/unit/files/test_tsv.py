"""Numbers of a table have a range, and names of one table are looked for in another."""

import pandas as pd
import pytest

from facemotion.errors import DamagedFileError, InputError
from facemotion.files.tsv import MAX_FRAME, NUMBER, WHOLE, Rows, read_table


@pytest.mark.parametrize(
    ("kind", "cell", "sentence"),
    [
        (WHOLE, "9" * 30, f"line 2, column n: found '{'9' * 30}', expected at most {MAX_FRAME}"),
        (WHOLE, str(MAX_FRAME + 1), f"found '{MAX_FRAME + 1}', expected at most {MAX_FRAME}"),
        (NUMBER, "1e400", "line 2, column n: found '1e400', expected a finite number"),
    ],
)
def test_a_number_beyond_its_range_is_named(tmp_path, kind, cell, sentence):
    (tmp_path / "a.tsv").write_text(f"n\n{cell}\n")
    with pytest.raises(DamagedFileError, match=sentence):
        read_table(tmp_path / "a.tsv", {"n": kind})


def test_the_largest_number_is_exact(tmp_path):
    (tmp_path / "a.tsv").write_text(f"n\n{MAX_FRAME}\n-7\n")
    assert read_table(tmp_path / "a.tsv", {"n": WHOLE})["n"].tolist() == [MAX_FRAME, -7]


def test_a_name_that_another_table_lacks_is_a_sentence():
    rows = Rows(pd.DataFrame({"video": ["a", "b"], "fps": [25, 30]}), "video")
    assert rows["b"] == {"video": "b", "fps": 30}
    with pytest.raises(InputError, match=r"^video c: found no row in its table, expected one"):
        rows["c"]

"""A configuration file that is no YAML with named keys ends in one sentence."""

from pathlib import Path

import pytest

from facemotion.config.syntax import check_syntax
from facemotion.errors import InputError

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"a: 1\nb: 2\na: 3\n", "c.yaml, line 3, column 1: the key 'a' appears twice; keep one"),
        (b"a:\n  on: 1\n", "c.yaml, line 2, column 3: found the key True, expected text;"),
        (b"a: [1, 2\nb: 3\n", "c.yaml, line 2, column 2: "),
        (b"a: 2026-01-01\n", "c.yaml, line 1, column 4: found 2026-01-01, which YAML reads as a"),
        (b"a: 010\n", "c.yaml, line 1, column 4: found 010, which YAML reads as 8; write the"),
        (b"a: {b: 1:30}\n", "c.yaml, line 1, column 8: found 1:30, which YAML reads as 90;"),
        (b"a:\n\tb: 1\n", "c.yaml, line 2, column 1: found character"),
        (b"# Gr\xf6\xdfe\n", "c.yaml: byte 4 is not UTF-8; save the file as UTF-8."),
        (b"", "c.yaml: found None, expected groups of keys"),
        (b"- 1\n", "c.yaml: found [1], expected groups of keys"),
        (b"\x00\x01", "c.yaml: is not YAML"),
    ],
)
@pytest.mark.oddity(
    "a date; `010` or `1:30`, which YAML reads as 8 and 90; keys `on`, `no`; a duplicate key",
    "one-sentence error with its place",
)
def test_a_file_that_is_no_configuration_is_a_sentence(tmp_path, text, sentence):
    (tmp_path / "c.yaml").write_bytes(text)
    with pytest.raises(InputError) as error:
        check_syntax(tmp_path / "c.yaml")
    assert str(error.value).startswith(sentence)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("number", ["10", "0", "-3", "1_000", "0x1f", "1.5", "08.5"])
def test_plain_numbers_are_numbers(tmp_path, number):
    (tmp_path / "c.yaml").write_text(f"a: {number}\n")
    check_syntax(tmp_path / "c.yaml")


def test_the_default_has_sound_syntax():
    check_syntax(ROOT / "config.yaml")

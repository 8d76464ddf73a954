"""Names that may mean one person."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facemotion.sequences.subjects import is_known, name_key, near_equal_names, unknown_subject


@pytest.mark.parametrize(
    "names",
    [
        ("S005", "s005", "S5"),
        ("005", "5", "5.0"),
        ("Jos\u00e9", "Jose\u0301", "JOS\u00c9"),
        ("p1", "p1\u200b", "p\u00a01", " p 1"),
        ("S-05", "S_05", "s.5", "S05"),
        ("Jos\u00e9", "Jose"),
        ("Anna", "\u0410nna"),  # with a Cyrillic A
        ("1-11", "1_11", "1.11"),
    ],
)
@pytest.mark.oddity(
    "subject names that differ only in case, accents, punctuation, look-alike "
    "letters, invisible characters or leading zeros",
    "one person, with a warning",
)
def test_spelling_alone_makes_no_other_person(names):
    assert len({name_key(name) for name in names}) == 1


def test_names_that_differ_in_more_are_people():
    names = ["S005", "S050", "anna", "ana", "5", "15", "s1_2", "s12", "0", "1-11", "11-1", "-", "",
             "\u0915\u093f", "\u0915\u093e"]  # fmt: skip
    assert len({name_key(name) for name in names}) == len(names)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P"]), min_size=1))
def test_case_and_invisible_characters_do_not_count(name):
    assert name_key(f" {name}\u200b") == name_key(name)
    assert name_key(unicodedata.normalize("NFD", name)) == name_key(name)


def test_near_equal_names_are_listed():
    assert near_equal_names(["b", "5", "a", "005", "B", "a"]) == [["005", "5"], ["B", "b"]]


def test_an_unknown_subject_is_nobody_elses():
    assert not is_known(unknown_subject("anna"))
    assert is_known("anna")
    assert unknown_subject("a") != unknown_subject("b")

"""What users meet when something cannot be used."""

from pathlib import Path

from facemotion.errors import DamagedFileError, InputError


def test_a_damaged_file_says_where_what_was_found_and_what_was_expected():
    error = DamagedFileError(Path("results/a.tsv"), "line 7, column p", "'x'", "a probability")
    assert str(error) == "results/a.tsv, line 7, column p: found 'x', expected a probability."
    assert error.path == Path("results/a.tsv")
    assert isinstance(error, InputError)


def test_a_file_that_is_damaged_as_a_whole_has_no_place():
    error = DamagedFileError("results/a.tsv", "", "no file", "a table")
    assert str(error) == "results/a.tsv: found no file, expected a table."
    assert error.path == Path("results/a.tsv")

"""The table of oddities is what the tests say."""

import list_oddities as lister


def test_the_document_is_what_the_tests_say():
    written = lister.write_document()
    assert lister.DOCUMENT.read_text(encoding="utf-8") == written, "run docs/list_oddities.py"
    assert written.count("\n| ") > 120


def test_a_mark_becomes_a_row_with_its_test():
    source = '@pytest.mark.slow\n@pytest.mark.oddity("a" " b", "c")\ndef test_x():\n    pass\n'
    assert [*lister.find_oddities(source)] == [("a b", "c", "test_x")]

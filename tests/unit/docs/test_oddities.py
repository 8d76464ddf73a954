"""The table of oddities is what the tests say."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[3]


def load_lister():
    spec = importlib.util.spec_from_file_location("list_oddities", ROOT / "docs/list_oddities.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_document_is_what_the_tests_say():
    lister = load_lister()
    written = lister.write_document()
    assert lister.DOCUMENT.read_text(encoding="utf-8") == written, "run docs/list_oddities.py"
    assert written.count("\n| ") > 120


def test_a_mark_becomes_a_row_with_its_test():
    source = '@pytest.mark.slow\n@pytest.mark.oddity("a" " b", "c")\ndef test_x():\n    pass\n'
    assert [*load_lister().find_oddities(source)] == [("a b", "c", "test_x")]

import pytest

from facemotion.files.marks import put_between


def test_a_block_is_put_between_its_marks_or_refused():
    text = "a\n<!-- x -->\nold\n<!-- end of x -->\nb"
    assert put_between(text, "x", "new\n") == text.replace("old", "new")
    with pytest.raises(ValueError, match="there should be one <!-- y -->"):
        put_between(text, "y", "new")

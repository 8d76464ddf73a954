import pytest

from facemotion.files.marks import put_between


def test_a_block_is_put_between_its_marks_or_refused():
    text = "a\n<!-- x -->\nold\n<!-- end of x -->\nb"
    assert put_between(text, "x", "new\n") == text.replace("old", "new")
    with pytest.raises(ValueError, match="there should be one <!-- y -->"):
        put_between(text, "y", "new")


def test_an_empty_part_is_filled_and_what_follows_stays():
    text = "a\n<!-- x -->\n<!-- end of x -->\nb\n"
    filled = put_between(text, "x", "new")
    assert filled == "a\n<!-- x -->\nnew\n<!-- end of x -->\nb\n"
    assert put_between(filled, "x", "new") == filled

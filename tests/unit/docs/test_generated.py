"""What is written from the code, the config and the results says what these say."""

import importlib.util
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]


def load(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / f"docs/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_list_of_settings_is_that_of_the_config():
    lister = load("list_settings")
    assert lister.DOCUMENT.read_text("utf-8") == lister.write_document(), (
        "run docs/list_settings.py"
    )


def test_a_setting_has_its_default_limits_and_comment():
    text = "stage:\n  # How many\n  # there are.\n  count: 3  # not more\n"
    schema = {
        "properties": {"stage": {"properties": {"count": {"$ref": "#/$defs/small"}}}},
        "$defs": {"small": {"type": "integer", "minimum": 1, "maximum": 9}},
    }
    stage = yaml.compose(text).value[0][1]
    rows = load("list_settings").list_settings(
        stage, schema["properties"]["stage"], text.splitlines(), schema
    )
    assert [*rows] == [("`count`", "`3`", "integer ≥ 1, ≤ 9", "How many there are. not more")]


@pytest.mark.slow
def test_the_diagram_of_the_stages_is_that_of_the_rules():
    drawer = load("draw_stages")
    text = drawer.DOCUMENT.read_text("utf-8")
    assert text == drawer.with_diagram(text, drawer.draw_stages()), "run docs/draw_stages.py"


def test_edges_that_follow_from_others_are_left_out():
    edges = {("a", "b"), ("b", "c"), ("a", "c"), ("c", "c"), ("a", "d")}
    assert load("draw_stages").reduce_edges(edges) == {("a", "b"), ("b", "c"), ("a", "d")}


def test_tables_of_results_are_those_of_the_kept_results():
    tables = load("tables")
    for name, text in tables.write_documents().items():
        assert (ROOT / name).read_text("utf-8") == text, f"{name}: run docs/tables.py"


def test_a_block_is_put_between_its_marks_or_refused():
    with_block = load("tables").with_block
    text = "a\n<!-- x -->\nold\n<!-- end of x -->\nb"
    assert with_block(text, "x", "new\n") == text.replace("old", "new")
    with pytest.raises(ValueError, match="there should be one <!-- y -->"):
        with_block(text, "y", "new")


def test_the_readme_is_short():
    text = re.sub(r"<!--.*?-->", "", (ROOT / "README.md").read_text("utf-8"))
    assert len([word for word in text.split() if re.search(r"\w", word)]) <= 900

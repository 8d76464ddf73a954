"""What is written from the code, the config and the results says what these say."""

import re
from pathlib import Path

import pytest
import yaml

import draw_stages as drawer
import list_settings as lister
import tables

ROOT = Path(__file__).parents[3]


def test_the_list_of_settings_is_that_of_the_config():
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
    rows = lister.list_settings(stage, schema["properties"]["stage"], text.splitlines(), schema)
    assert [*rows] == [("`count`", "`3`", "integer ≥ 1, ≤ 9", "How many there are. not more")]


@pytest.mark.slow
def test_the_diagram_of_the_stages_is_that_of_the_rules():
    text = drawer.DOCUMENT.read_text("utf-8")
    diagram = drawer.draw_stages()
    assert text == drawer.with_diagram(text, diagram), "run docs/draw_stages.py"
    files = drawer.RULES.glob("*.smk")
    stages = {file.stem for file in files if drawer.DECLARED.search(file.read_text("utf-8"))}
    assert set(re.findall(r"\w+", diagram)) == stages | {"flowchart", "LR"}


def test_edges_that_follow_from_others_are_left_out():
    edges = {("a", "b"), ("b", "c"), ("a", "c"), ("c", "c"), ("a", "d")}
    assert drawer.reduce_edges(edges) == {("a", "b"), ("b", "c"), ("a", "d")}


def test_tables_of_results_are_those_of_the_kept_results():
    for name, text in tables.write_documents().items():
        assert (ROOT / name).read_text("utf-8") == text, f"{name}: run docs/tables.py"


def test_the_readme_is_short():
    text = re.sub(r"<!--.*?-->", "", (ROOT / "README.md").read_text("utf-8"))
    assert len([word for word in text.split() if re.search(r"\w", word)]) <= 900

"""Write docs/config.md: every setting, its default, the values it may take, and its meaning.

    python docs/list_settings.py

Defaults and comments are from config.yaml, allowed values from its schema.
"""

from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "config.yaml"
SCHEMA = ROOT / "workflow/schemas/config.schema.yaml"
DOCUMENT = ROOT / "docs" / "config.md"
KINDS = {"array": "list", "object": "mapping", "string": "text"}
LIMITS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
INTRODUCTION = """\
# Settings

Every key of `config.yaml`, by stage: its default, the values it may take, and its meaning. To
change settings, edit `config.yaml`, or put the changed keys into a file of your own and pass it
with `--configfile`. An invalid value stops the run with a one-sentence error before anything is
computed.

Written by `docs/list_settings.py` from `config.yaml` and `workflow/schemas/config.schema.yaml`.
"""


def main() -> None:
    """Write the document."""
    DOCUMENT.write_text(write_document(), encoding="utf-8")


def write_document() -> str:
    """Give the text of the document."""
    text = CONFIG.read_text(encoding="utf-8")
    schema = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    parts = [INTRODUCTION]
    for key, stage in yaml.compose(text).value:
        rows = list_settings(stage, schema["properties"][key.value], text.splitlines(), schema)
        head = ["| key | default | allowed | meaning |", "|---|---|---|---|"]
        lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
        parts.append("\n".join([f"## {key.value}", "", *head, *lines]) + "\n")
    return "\n".join(parts)


def list_settings(
    node: yaml.MappingNode, schema: dict, lines: list[str], root: dict, parents: str = ""
) -> Iterator[tuple[str, str, str, str]]:
    """Give a row for each key below a mapping: name, default, allowed values, comment.

    Parameters
    ----------
    node
        A mapping in the config, as composed by PyYAML.
    schema
        What the schema says of it.
    lines
        Of the config file, for its comments.
    root
        The whole schema, which references lead into.
    parents
        Of the mapping: the keys above it, each with a dot behind.
    """
    for key, value in node.value:
        name = parents + key.value
        allowed = _resolve(_below(schema, key.value), root)
        comment = _comment(key, lines)
        if isinstance(value, yaml.MappingNode) and not value.flow_style:
            if comment:
                yield f"`{name}`", "", "", comment
            yield from list_settings(value, allowed, lines, root, f"{name}.")
        else:
            default = " ".join(yaml.serialize(value).replace("\n...", "").split())
            yield f"`{name}`", f"`{default}`", _describe(allowed, root), comment


def _below(schema: dict, key: str) -> dict:
    """Give what a schema says of one key."""
    if key in schema.get("properties", {}):
        return schema["properties"][key]
    other = schema.get("additionalProperties")
    return other if isinstance(other, dict) else {}


def _resolve(schema: dict, root: dict) -> dict:
    """Follow references of the form `#/$defs/name`; of several choices take the first mapping."""
    if "$ref" in schema:
        return _resolve(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    choices = [_resolve(part, root) for part in schema.get("anyOf", schema.get("oneOf", []))]
    mappings = [part for part in choices if "properties" in part]
    return mappings[0] if mappings else schema


def _describe(schema: dict, root: dict) -> str:
    """Describe the allowed values in a few words."""
    schema = _resolve(schema, root)
    choices = schema.get("anyOf", schema.get("oneOf"))
    if choices:
        return " or ".join(dict.fromkeys(_describe(choice, root) for choice in choices))
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return ", ".join(f"`{'null' if value is None else value}`" for value in values)
    kinds = schema.get("type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    limits = [f"{sign} {schema[word]}" for word, sign in LIMITS.items() if word in schema]
    kind = " or ".join(KINDS.get(kind, kind) for kind in kinds)
    return " ".join(filter(None, [kind, ", ".join(limits)]))


def _comment(key: yaml.ScalarNode, lines: list[str]) -> str:
    """Give the comment above a key, at its indentation, and behind it on its line."""
    above = []
    for line in reversed(lines[: key.start_mark.line]):
        if not line.startswith(" " * key.start_mark.column + "# "):
            break
        above.insert(0, line.strip().removeprefix("# "))
    behind = lines[key.start_mark.line].partition(" # ")[2].strip()
    return " ".join([*above, behind]).strip()


if __name__ == "__main__":
    main()

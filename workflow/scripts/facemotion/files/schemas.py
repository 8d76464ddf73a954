"""Load the schemas in `workflow/schemas`, and describe violations of them in words."""

from functools import cache
from math import isfinite
from pathlib import Path

import jsonschema
import yaml

FOLDER = Path(__file__).resolve().parents[3] / "schemas"

# 2.0 is not accepted as an integer here, although JSON Schema accepts it.
Validator = jsonschema.validators.extend(
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
    ).redefine(
        "number",
        lambda _, value: (
            isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
        ),
    ),
)

_TYPES = {
    "integer": "a whole number",
    "number": "a number",
    "string": "text",
    "boolean": "true or false",
    "array": "a list",
    "object": "a group of keys",
    "null": "null",
}
LIMITS = {
    "minimum": "at least",
    "exclusiveMinimum": "more than",
    "maximum": "at most",
    "exclusiveMaximum": "less than",
    "minItems": "of length at least",
    "maxItems": "of length at most",
    "minLength": "of length at least",
}


@cache
def load_schema(name: str) -> dict:
    """Load `workflow/schemas/{name}.schema.yaml`; the cached result must not be modified."""
    text = (FOLDER / f"{name}.schema.yaml").read_text(encoding="utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def first_error(value: object, schema: dict) -> jsonschema.ValidationError | None:
    """Return the first error, in the order of keys; None if there is none."""
    errors = Validator(schema).iter_errors(value)
    return min(errors, key=lambda e: [str(part) for part in e.absolute_path], default=None)


def error_key(error: jsonschema.ValidationError) -> str:
    """Return the key of an error, such as ``schemes.grouped.folds``; empty at the top level."""
    return ".".join(str(part) for part in error.absolute_path)


def missing_key(error: jsonschema.ValidationError) -> str:
    """Return the missing key of an error of type `required`."""
    return next(name for name in error.validator_value if name not in error.instance)


def unknown_key(error: jsonschema.ValidationError) -> str:
    """Return the unknown key of an error of type `additionalProperties`."""
    allowed = error.schema.get("properties", {})
    return next(name for name in error.instance if name not in allowed)


def allowed_words(schema: dict) -> str:
    """Describe what a leaf of a schema allows."""
    if "const" in schema:
        return str(schema["const"])
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    words = " or ".join(_TYPES[name] for name in types)
    limits = [f"{text} {schema[keyword]}" for keyword, text in LIMITS.items() if keyword in schema]
    if schema.get("uniqueItems"):
        limits.append("without duplicates")
    return " ".join([words, " and ".join(limits)]).strip()

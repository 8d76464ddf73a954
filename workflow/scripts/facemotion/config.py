"""Check the configuration before anything runs, in sentences."""

from pathlib import Path

import jsonschema
import yaml

from facemotion.errors import InputError

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"


def validate_config(config: dict, source: str = "config.yaml") -> None:
    """Check a configuration against `workflow/schemas/config.schema.yaml`.

    Parameters
    ----------
    config
        The whole configuration, as Snakemake has merged it.
    source
        What to call it in an error.

    Raises
    ------
    InputError
        One sentence about the first problem: the key, what was found, what is allowed.
    """
    schema = yaml.safe_load((SCHEMAS / "config.schema.yaml").read_text(encoding="utf-8"))
    errors = jsonschema.Draft202012Validator(schema).iter_errors(config)
    error = min(errors, key=lambda e: [str(part) for part in e.absolute_path], default=None)
    if error is not None:
        raise InputError(f"{source}: {_sentence(error)}")
    _check_references(config, source)


def check_paths(config: dict, rendered: str, source: str = "config.yaml") -> None:
    """Check that the folder of every dataset exists, unless the demo stage will render it.

    Parameters
    ----------
    rendered
        Folder below which the demo stage writes.
    """
    for name, dataset in config["sequences"]["datasets"].items():
        path = Path(dataset["path"])
        if not path.is_relative_to(rendered) and not path.is_dir():
            raise InputError(
                f"{source}: sequences.datasets.{name}.path is {dataset['path']!r}, but there is no "
                f"such folder (seen from {Path.cwd()}); give the folder that holds the dataset."
            )


def _check_references(config: dict, source: str) -> None:
    datasets = config["sequences"]["datasets"]
    name = config["splits"]["dataset"]
    if name not in datasets:
        raise InputError(
            f"{source}: splits.dataset is {name!r}, which sequences.datasets does not have; "
            f"choose one of {', '.join(datasets)}."
        )


def _sentence(error: jsonschema.ValidationError) -> str:
    key = ".".join(str(part) for part in error.absolute_path)
    where = key or "the top level"
    if error.validator == "additionalProperties":
        allowed = error.schema.get("properties", {})
        unknown = next(name for name in error.instance if name not in allowed)
        return f"unknown key {_join(key, unknown)!r}; allowed here: {', '.join(allowed)}."
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in error.instance)
        return f"key {_join(key, missing)!r} is missing; add it as in the default config.yaml."
    if error.validator == "minProperties":
        return f"{where} is empty, but needs at least one entry."
    if error.validator == "pattern":  # the only pattern is that of names
        return (
            f"{where} has the name {error.instance!r}; a name is letters, digits and _, and begins "
            "with a letter."
        )
    found = "empty" if error.instance is None else repr(error.instance)
    return f"{where} is {found}, but must be {_allowed(error.schema)}."


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


_TYPES = {
    "integer": "a whole number",
    "number": "a number",
    "string": "a text",
    "boolean": "true or false",
    "array": "a list",
    "object": "a group of keys",
}


def _allowed(schema: dict) -> str:
    """Put into words what a leaf of the schema allows."""
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    words = _TYPES[schema["type"]]
    limits = [
        f"{text} {schema[keyword]}"
        for keyword, text in (
            ("minimum", "at least"),
            ("exclusiveMinimum", "more than"),
            ("maximum", "at most"),
            ("exclusiveMaximum", "less than"),
            ("minItems", "of length at least"),
            ("minLength", "of length at least"),
        )
        if keyword in schema
    ]
    if schema.get("uniqueItems"):
        limits.append("without repeats")
    return " ".join([words, " and ".join(limits)]).strip()

"""Check the configuration before anything runs, in sentences."""

from importlib import import_module
from math import isfinite
from pathlib import Path

import jsonschema
import yaml

from facemotion.errors import InputError
from facemotion.sequences.readers import reader_module, reader_names

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"


# 2.0 is no whole number here, although JSON schema takes it for one.
_Validator = jsonschema.validators.extend(
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


def validate_config(config: dict, source: str = "config.yaml") -> None:
    """Check a configuration against `workflow/schemas/config.schema.yaml`.

    Parameters
    ----------
    config
        The whole configuration.
    source
        What to call it in an error.

    Raises
    ------
    InputError
        One sentence about the first problem: the key, what was found, what is allowed.
    """
    schema = yaml.safe_load((SCHEMAS / "config.schema.yaml").read_text(encoding="utf-8"))
    errors = _Validator(schema).iter_errors(config)
    error = min(errors, key=lambda e: [str(part) for part in e.absolute_path], default=None)
    if error is not None:
        raise InputError(f"{source}: {_sentence(error)}")
    _check_references(config, source)


def with_defaults(changes: dict, defaults: str | Path) -> dict:
    """Give the defaults of a config file with changes laid over them, group by group."""

    def lay(over: dict, under: dict) -> dict:
        groups = {
            key: lay(over[key], under[key])
            for key in over.keys() & under.keys()
            if isinstance(over[key], dict) and isinstance(under[key], dict)
        }
        return {**under, **over, **groups}

    return lay(changes, yaml.safe_load(Path(defaults).read_text(encoding="utf-8")))


def check_paths(config: dict, rendered: dict[str, str], source: str = "config.yaml") -> None:
    """Check that every dataset is there, unless the demo stage will render it.

    Parameters
    ----------
    rendered
        Folders that the demo stage writes, each with the reader that it is made for.
    """
    for name, dataset in config["sequences"]["datasets"].items():
        path, reader = Path(dataset["path"]), dataset["reader"]
        if rendered.get(str(path)) == reader:
            continue
        is_sheet = import_module(reader_module(reader)).IS_SHEET
        wanted = "sample sheet (a file)" if is_sheet else "folder"
        if not (path.is_file() if is_sheet else path.is_dir()) or str(path) in rendered:
            made = ", ".join(
                f"{folder} for reader {made_for}" for folder, made_for in rendered.items()
            )
            raise InputError(
                f"{source}: sequences.datasets.{name}.path is {dataset['path']!r}, but there is no "
                f"such {wanted} for reader {reader}, seen from {Path.cwd()} (~ and $HOME are not "
                f"expanded); give the {wanted} of the dataset, or what the demo renders: {made}."
            )
    tables = {"sequences.samm.label_table": config["sequences"]["samm"]["label_table"]}
    for name, table in config["explanation"]["scores"]["timing"].items():
        tables[f"explanation.scores.timing.{name}"] = table
    for key, table in tables.items():
        if table is not None and not Path(table).is_file():
            raise InputError(
                f"{source}: {key} is {table!r}, but there is no such file, seen from {Path.cwd()}; "
                "give the table, or leave it out."
            )


def _check_references(config: dict, source: str) -> None:
    """Check the settings that name an entry of another group."""
    datasets, models = config["sequences"]["datasets"], config["models"]
    for name, dataset in datasets.items():
        if dataset["reader"] not in reader_names():
            raise InputError(
                f"{source}: sequences.datasets.{name}.reader is {dataset['reader']!r}, but must be "
                f"one of {', '.join(reader_names())}."
            )
    names = [
        ("splits.dataset", config["splits"]["dataset"], "sequences.datasets", datasets),
        ("evaluation.predict_with", config["evaluation"]["predict_with"], "models", models),
        ("report.model", config["report"]["model"], "models", models),
    ]
    names += [
        ("evaluation.compare", name, "models", models) for name in config["evaluation"]["compare"]
    ]
    names += [
        ("clips.neutral.count", name, "sequences.datasets", datasets)
        for name in config["clips"]["neutral"]["count"]
    ]
    names += [
        (f"explanation.{key}", name, "sequences.datasets", datasets)
        for key, named in (
            ("scores.timing", config["explanation"]["scores"]["timing"]),
            ("consenting_subjects", config["explanation"]["consenting_subjects"]),
        )
        for name in named
    ]
    clash = {f"{m}_{d}" for m in models for d in datasets} & {f"{m}_cv" for m in models}
    if clash:
        raise InputError(
            f"{source}: results/{min(clash)}.json would be two results at once; give that model or "
            "dataset another name."
        )
    for key, name, group, entries in names:
        if name not in entries:
            raise InputError(
                f"{source}: {key} is {name!r}, which {group} does not have; choose one of "
                f"{', '.join(entries)}."
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
    if error.validator == "enum" and "propertyNames" in map(str, error.schema_path):
        return f"unknown key {_join(key, error.instance)!r}; allowed here: " + (
            ", ".join(map(str, error.validator_value)) + "."
        )
    if error.validator == "pattern":  # the only pattern is that of names
        return (
            f"{where} has the name {error.instance!r}; a name is letters, digits and _, begins "
            "with a letter, and a dataset cannot be called cv."
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
    "null": "null",
}


def _allowed(schema: dict) -> str:
    """Put into words what a leaf of the schema allows."""
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    words = " or ".join(_TYPES[name] for name in types)
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

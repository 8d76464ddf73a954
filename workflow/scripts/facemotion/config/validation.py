"""Check the settings of a configuration before anything runs, in sentences."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import jsonschema
import yaml

from facemotion.config.datasets import backend_choice
from facemotion.config.names import (
    check_class_names,
    check_external_names,
    check_own_networks,
    check_references,
    check_result_names,
)
from facemotion.errors import InputError
from facemotion.files import schemas
from facemotion.landmarks.backends import backend_names, make_backend
from facemotion.models.declarations import OPTIMIZERS, network_names, read_declaration
from facemotion.own_code import is_own
from facemotion.sequences.readers import load_reader, reader_names
from facemotion.spotting.readers import video_reader_names
from facemotion.spotting.spotters import spotter_names

CHECKS = (
    check_references, check_own_networks, check_external_names, check_class_names,
    check_result_names,
)  # fmt: skip
# Groups that are replaced as a whole: a user's group keeps no entry of the default.
WHOLE = (("dataset", "classes"), ("evaluation", "compare"))


def validate_config(config: dict, source: str = "config.yaml") -> None:
    """Check a configuration against `workflow/schemas/config.schema.yaml`, and what it names.

    Parameters
    ----------
    config
        The whole configuration.
    source
        Its name in error messages.

    Raises
    ------
    InputError
        One sentence about the first problem: the key, what was found, what is allowed.
    """
    for part, schema, key in _parts(config):
        error = schemas.first_error(part, schema)
        if error is not None:
            raise InputError(f"{source}: {_sentence(error, key)}")
    for check in CHECKS:
        if problem := check(config):
            raise InputError(f"{source}: {problem}")


def with_defaults(changes: dict, defaults: str | Path) -> dict:
    """Return the defaults of a config file with changes laid over them, group by group."""

    def lay(over: dict, under: dict, path: tuple[str, ...] = ()) -> dict:
        groups = {
            key: lay(over[key], under[key], (*path, key))
            for key in over.keys() & under.keys()
            if isinstance(over[key], dict)
            and isinstance(under[key], dict)
            and (*path, key) not in WHOLE
        }
        return {**under, **over, **groups}

    return lay(changes, yaml.safe_load(Path(defaults).read_text(encoding="utf-8")))


def restore_whole(config: dict, given: Mapping) -> None:
    """Put groups that are a whole back to what was given, where defaults were mixed in.

    Parameters
    ----------
    config
        Changed in place.
    given
        The settings given in addition to the default file.
    """
    for group, key in WHOLE:
        if isinstance(given.get(group), Mapping) and key in given[group]:
            config[group][key] = given[group][key]


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
        is_sheet = load_reader(reader).TRAITS.path == "sheet"
        wanted = "sample sheet (a file)" if is_sheet else "folder"
        if not (path.is_file() if is_sheet else path.is_dir()) or str(path) in rendered:
            made = ", ".join(
                f"{folder} for reader {made_for}" for folder, made_for in rendered.items()
            )
            raise InputError(
                f"{source}: sequences.datasets.{name}.path is {dataset['path']!r}, but there is no "
                f"such {wanted} for reader {reader}, relative to {Path.cwd()} (~ and $HOME are not "
                f"expanded); give the {wanted} of the dataset, or what the demo renders: {made}."
            )
    for name, entry in config["spotting"]["datasets"].items():
        path = Path(entry["path"])
        if rendered.get(str(path)) != entry["reader"] and not path.exists():
            raise InputError(
                f"{source}: spotting.datasets.{name}.path is {entry['path']!r}, but there is no "
                f"such file or folder, relative to {Path.cwd()}; give that of the videos, or one "
                f"that the demo makes for reader {entry['reader']}."
            )
    tables = {"sequences.samm.label_table": config["sequences"]["samm"]["label_table"]}
    for name, table in config["explanation"]["scores"]["timing"].items():
        tables[f"explanation.scores.timing.{name}"] = table
    for name, entry in config["evaluation"]["external"].items():
        tables[f"evaluation.external.{name}.path"] = entry["path"]
    for name, entry in config["spotting"]["submissions"].items():
        tables[f"spotting.submissions.{name}.file"] = entry["file"]
        tables[f"spotting.submissions.{name}.truth.path"] = entry["truth"]["path"]
    for key, table in tables.items():
        if table is not None and not Path(table).exists():
            raise InputError(
                f"{source}: {key} is {table!r}, but there is no such file, relative to "
                f"{Path.cwd()}; give the table, or remove the key."
            )


def _parts(config: dict) -> Iterator[tuple[object, dict, str]]:
    """Return the parts of a config, each with its schema and key; the whole comes first."""
    yield config, schemas.load_schema("config"), ""
    landmarks, spotting = config["landmarks"], config["spotting"]
    for key, readers, entries in (
        ("sequences.datasets", reader_names(), config["sequences"]["datasets"]),
        ("spotting.datasets", video_reader_names(), spotting["datasets"]),
    ):
        for name, entry in entries.items():
            yield entry["reader"], {"enum": readers}, f"{key}.{name}.reader"
            own = entry.get("landmarks", {})
            yield from _landmark_parts(own, landmarks, f"{key}.{name}.landmarks")
    for name, entry in spotting["submissions"].items():
        key = f"spotting.submissions.{name}.truth.reader"
        yield entry["truth"]["reader"], {"enum": video_reader_names()}, key
    for place, name in enumerate(spotting["spotters"]):
        yield name, {"enum": spotter_names()}, f"spotting.spotters.{place}"
    for name, own in landmarks["agreement"].items():
        yield from _landmark_parts(own, landmarks, f"landmarks.agreement.{name}")
    for name, settings in config["landmarks"].items():
        if isinstance(settings, dict) and name != "agreement":
            yield name, {"enum": backend_names()}, f"landmarks.{name}"
            yield settings, _backend_schema(name), f"landmarks.{name}"
    for name, settings in config["models"].items():
        if not is_own(settings["network"]):
            yield settings["network"], {"enum": network_names()}, f"models.{name}.network"
        declaration = read_declaration(settings["network"])
        schema = declaration.schema(settings.get("optimizer", OPTIMIZERS[0]))
        yield settings, schema, f"models.{name}"


def _landmark_parts(own: dict, landmarks: dict, key: str) -> Iterator[tuple[object, dict, str]]:
    """Return the parts of a backend choice, with its own settings."""
    chosen = own.get("backend", landmarks["backend"])
    yield chosen, {"enum": backend_names()}, f"{key}.backend"
    backend, settings = backend_choice({"landmarks": own}, landmarks)
    yield settings, _backend_schema(backend), key


def _backend_schema(name: str) -> dict:
    properties = dict(make_backend(name, {}).SETTINGS)
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _sentence(error: jsonschema.ValidationError, part: str) -> str:
    key = ".".join(filter(None, (part, schemas.error_key(error))))
    where = key or "the top level"
    if error.validator == "additionalProperties":
        allowed = ", ".join(error.schema.get("properties", {})) or "none"
        return f"unknown key {_join(key, schemas.unknown_key(error))!r}; allowed here: {allowed}."
    if error.validator == "required":
        missing = _join(key, schemas.missing_key(error))
        return f"key {missing!r} is missing; add it as in the default config.yaml."
    if error.validator == "minProperties":
        return f"{where} has {len(error.instance)} entries, but needs {error.validator_value}."
    if error.validator == "maxProperties":
        n = len(error.instance)
        return f"{where} has {n} entries, but can have at most {error.validator_value}."
    if error.validator == "enum" and "propertyNames" in map(str, error.schema_path):
        return f"unknown key {_join(key, error.instance)!r}; allowed here: " + (
            ", ".join(map(str, error.validator_value)) + "."
        )
    if error.validator == "pattern" and "propertyNames" in map(str, error.schema_path):
        return (
            f"{where} has the name {error.instance!r}; names consist of letters, digits and _, "
            "begin with a letter, and a dataset cannot be called cv."
        )
    found = "empty" if error.instance is None else repr(error.instance)
    if error.validator == "pattern":
        return (
            f"{where} is {found}, but must be a path below the dataset's folder that contains "
            "{sequence_id} and no other braces."
        )
    return f"{where} is {found}, but must be {schemas.allowed_words(error.schema)}."


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name

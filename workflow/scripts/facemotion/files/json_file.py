"""JSON files with a schema, validated when written and when read."""

import json
from pathlib import Path

import jsonschema

from facemotion.errors import DamagedFileError
from facemotion.files import schemas
from facemotion.files.atomic import write_text


def write_json(value: dict, path: str | Path, schema: str) -> None:
    """Write JSON: indented, in UTF-8, without NaN or infinity.

    Parameters
    ----------
    value
        Value to write.
    path
        File to write.
    schema
        Name of its contract, `workflow/schemas/{schema}.schema.yaml`.

    Raises
    ------
    jsonschema.ValidationError
        The value violates the schema, which is a bug of this program.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    jsonschema.validate(json.loads(text), schemas.load_schema(schema))
    write_text(text, path)


def read_json(path: str | Path, schema: str) -> dict:
    """Read a JSON file written by an earlier stage.

    Raises
    ------
    DamagedFileError
        The file is not JSON, or violates its schema.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
        value = json.loads(text, parse_constant=_refuse)
    except OSError as error:
        raise DamagedFileError(path, "", (error.strerror or "no file").lower(), "JSON") from error
    except json.JSONDecodeError as error:
        place, found = f"line {error.lineno}", f"invalid JSON ({error.msg})"
        raise DamagedFileError(path, place, found, "a complete JSON file") from error
    except ValueError as error:
        raise DamagedFileError(
            path, "", f"invalid JSON ({error})", "finite numbers in UTF-8"
        ) from error
    error = schemas.first_error(value, schemas.load_schema(schema))
    if error is not None:
        raise DamagedFileError(path, *_in_words(error))
    return value


def _refuse(constant: str) -> None:
    raise ValueError(f"the number {constant}")


def _in_words(error: jsonschema.ValidationError) -> tuple[str, str, str]:
    """Return the place, what was found and what was expected."""
    key = schemas.error_key(error)
    place = f"key {key}" if key else "top level"
    if error.validator == "required":
        return place, f"no key {schemas.missing_key(error)!r}", "that key"
    if error.validator == "additionalProperties":
        return place, f"an unknown key {schemas.unknown_key(error)!r}", "only keys of its schema"
    found = json.dumps(error.instance, ensure_ascii=False)
    found = found if len(found) <= 60 else f"{found[:57]}..."
    if error.validator in ("type", "const", "enum", *schemas.LIMITS, "uniqueItems"):
        return place, found, schemas.allowed_words(error.schema)
    return place, found, f"what its schema allows ({error.validator} {error.validator_value})"

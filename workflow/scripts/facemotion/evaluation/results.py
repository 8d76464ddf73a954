"""What all results share: a schema, and the versions of what made them."""

import jsonschema
import yaml

from facemotion.config import SCHEMAS


def check_result(result: dict, schema: str) -> None:
    """Check a result against a schema of `workflow/schemas`.

    Raises
    ------
    jsonschema.ValidationError
        They differ, which is a fault of the program and not of the user.
    """
    text = (SCHEMAS / schema).read_text(encoding="utf-8")
    jsonschema.validate(result, yaml.safe_load(text))

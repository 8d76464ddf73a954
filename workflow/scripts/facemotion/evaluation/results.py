"""What all results share: their schema and the versions that they name."""

import jsonschema
import yaml

from facemotion.config import SCHEMAS

# The packages that the numbers depend on.
VERSIONED = ("numpy", "opencv-python-headless", "dlib-bin", "scikit-learn", "torch")


def check_result(result: dict, schema: str) -> None:
    """Check a result against a schema of `workflow/schemas`.

    Raises
    ------
    jsonschema.ValidationError
        They differ, which is a fault of the program and not of the user.
    """
    text = (SCHEMAS / schema).read_text(encoding="utf-8")
    jsonschema.validate(result, yaml.safe_load(text))

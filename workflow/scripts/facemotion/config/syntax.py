"""Check the text of a configuration file, before its settings."""

import re
from pathlib import Path

import yaml

from facemotion.errors import InputError

# Octal and base-60 numbers, which YAML has and nobody intends.
MISREAD = re.compile(r"[-+]?(0[0-7_]+|[0-9_]+(:[0-5]?[0-9])+)")


class _StrictLoader(yaml.SafeLoader):
    """Refuses what YAML's readers silently take for something else, and a key that stands twice."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                problem = f"found the key {key!r}, expected text; put it in quotes"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
            if key in seen:
                problem = f"the key {key!r} appears twice; keep one of them"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)

    def refuse_date(self, node):
        problem = f"found {node.value}, which YAML reads as a date; put it in quotes"
        raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)

    def construct_number(self, node):
        if MISREAD.fullmatch(node.value):
            value = self.construct_yaml_int(node)
            problem = f"found {node.value}, which YAML reads as {value}; write the intended number"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
        return self.construct_yaml_int(node)


_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _StrictLoader.refuse_date)
_StrictLoader.add_constructor("tag:yaml.org,2002:int", _StrictLoader.construct_number)


def check_syntax(path: Path) -> None:
    """Check that a configuration file is YAML with named keys, each once, and plain numbers.

    Raises
    ------
    InputError
        One sentence: the line, what was found and how to fix it.
    """
    try:
        config = yaml.load(path.read_text(encoding="utf-8"), _StrictLoader)
    except UnicodeDecodeError as error:
        found = f"byte {error.start} is not UTF-8"
        raise InputError(f"{path.name}: {found}; save the file as UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}"
        raise InputError(f"{path.name}, {where}: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise InputError(f"{path.name}: is not YAML ({str(error).splitlines()[0]}).") from error
    if not isinstance(config, dict):
        raise InputError(
            f"{path.name}: found {config!r}, expected groups of keys, as in the original file."
        )

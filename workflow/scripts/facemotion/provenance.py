"""Which code and which packages made a result."""

import ast
import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path

PACKAGE_ROOT = Path(__file__).resolve().parent.parent


def code_digest(*starts: Path) -> str:
    """Digest the source of Python files and of all project modules that they import.

    A workflow engine notices an edited script, but not an edited module that the script imports.
    With this digest among a job's settings, an edit re-makes what depends on it and nothing else.
    Comments and formatting do not count.

    Parameters
    ----------
    *starts
        Files to begin with; imports are followed statically within this package, also those
        inside functions.
    """
    files = sorted(set().union(*(imported_files(start.resolve()) for start in starts)))
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(PACKAGE_ROOT).as_posix().encode())
        digest.update(_normalised_source(file).encode())
    return digest.hexdigest()[:16]


def settings_digest(settings: object) -> str:
    """Digest JSON-able settings, whatever the order of their keys."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:16]


def package_versions(*names: str) -> dict[str, str]:
    """Look up the installed versions of the distributions named."""
    return {name: version(name) for name in names}


@cache
def _normalised_source(file: Path) -> str:
    return ast.dump(ast.parse(file.read_text(encoding="utf-8")))


@cache
def imported_files(start: Path) -> frozenset[Path]:
    """Give a file and all project modules that it imports, directly or through others."""
    seen: set[Path] = set()
    todo = [start]
    while todo:
        file = todo.pop()
        if file not in seen:
            seen.add(file)
            todo += _direct_imports(file)
    return frozenset(seen)


def _direct_imports(file: Path) -> list[Path]:
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue  # ruff bans relative imports, so none are followed
        for name in names:
            if name.split(".")[0] == "facemotion":
                found += _module_files(name)
    return found


def _module_files(name: str) -> list[Path]:
    """Files that importing the dotted `name` runs: its packages' __init__.py and itself."""
    files, path = [], PACKAGE_ROOT
    for part in name.split("."):
        path = path / part
        files += [f for f in (path.with_suffix(".py"), path / "__init__.py") if f.is_file()]
    return files

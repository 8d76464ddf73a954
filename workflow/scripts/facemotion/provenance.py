"""Which code and which packages made a result."""

import ast
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from facemotion.files.atomic import atomic
from facemotion.own_code import OWN, find_module, imported_by, parse

WORKFLOW = Path(__file__).resolve().parents[2]
SCRIPTS = WORKFLOW / "scripts"
KNOWN_CODE = "scripts/__pycache__/code.json"  # below workflow/
#: Environment variable that tells jobs which code they were planned with (`take_snapshot`).
SNAPSHOT_VARIABLE = "FACEMOTION_PLANNED_CODE"


def code_digest(starts: Iterable[str]) -> str:
    """Digest files of the workflow and all project modules that they import.

    A workflow engine notices an edited script, but not an edited module that the script imports.
    With this digest among a job's settings, an edit re-makes what depends on it and nothing else.
    Comments, docstrings and formatting do not count.

    Parameters
    ----------
    starts
        Paths below `workflow/`: Python files, whose imports are followed statically within this
        package, also those inside functions; other files count by their bytes. And modules of the
        user's, ``own:package.module``, whose imports are followed among such too.
    """
    digest = hashlib.sha256()
    for name in reached_files(starts):
        digest.update(f"{name} {file_digest(name)}\n".encode())
    return digest.hexdigest()[:16]


def take_snapshot(own: Iterable[str] = ()) -> str:
    """Digest every file that code can reach, as JSON, to be compared with later.

    Parameters
    ----------
    own
        Modules of the user's, as in `code_digest`.
    """
    folders = ("scripts", "report/page", "report/timeline", "resources", "schemas")
    files = (file for folder in folders for file in (WORKFLOW / folder).rglob("*.*"))
    names = (file.relative_to(WORKFLOW).as_posix() for file in sorted(files) if file.is_file())
    before = len(_known_code(WORKFLOW))
    every = {*(name for name in names if "__pycache__" not in name), *reached_files(own)}
    digests = {name: file_digest(name)[:8] for name in sorted(every)}
    if len(_known_code(WORKFLOW)) > before:
        _keep_known_code()
    return json.dumps({str(WORKFLOW): digests})


def changed_since(snapshot: str, starts: Iterable[str]) -> list[str]:
    """List the files that are reached and are not as they were, as `reached_files` names them.

    Parameters
    ----------
    snapshot
        From `take_snapshot`; one of another copy of the workflow is ignored.
    starts
        As in `code_digest`.
    """
    planned: Mapping[str, str] | None = json.loads(snapshot or "{}").get(str(WORKFLOW))
    if planned is None:
        return []
    reached = reached_files(starts)
    return [name for name in reached if planned.get(name) != file_digest(name)[:8]]


def settings_digest(settings: object) -> str:
    """Digest JSON-able settings, whatever the order of their keys."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:16]


def package_versions(*names: str) -> dict[str, str]:
    """Look up the installed versions of the distributions named."""
    return {name: version(name) for name in names}


def installed_versions(names: Iterable[str]) -> dict[str, str]:
    """Look up the versions of those of the distributions that are installed."""
    found = {}
    for name in names:
        with suppress(PackageNotFoundError):  # with --sdm conda, each stage has its own
            found[name] = version(name)
    return found


def module_path(module: str) -> str:
    """Return the path below `workflow/` of a module or package of this project."""
    path = SCRIPTS / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.relative_to(WORKFLOW).as_posix()


def reached_files(starts: Iterable[str]) -> list[str]:
    """List files and all project modules that they import, directly or through others, sorted."""
    return sorted(set().union(*(_reached_from(name) for name in starts)))


@cache
def file_digest(name: str) -> str:
    """Digest a file by its name, of Python its meaning alone."""
    if _is_code(name):
        return _read_code(name)[0]
    return hashlib.sha256((WORKFLOW / name).read_bytes()).hexdigest()[:16]


def _is_code(name: str) -> bool:
    return name.endswith(".py") or name.startswith(OWN)


@cache
def _read_code(name: str) -> tuple[str, list[str]]:
    """Return the digest of a Python file's meaning, and the dotted names that it imports.

    Parsing all files takes seconds, at each planning and each start of a job, so both are kept for
    every content that was ever read (`_known_code`).
    """
    path = find_module(name.removeprefix(OWN)) if name.startswith(OWN) else WORKFLOW / name
    data = path.read_bytes()
    content = hashlib.sha256(sys.version.encode() + data).hexdigest()
    known = _known_code(WORKFLOW)
    if content not in known:
        tree = parse(data, path)
        imports = _imports(tree)
        meaning = ast.dump(_without_docstrings(tree)).encode()
        known[content] = [hashlib.sha256(meaning).hexdigest()[:16], imports]
    return known[content]


@cache
def _known_code(workflow: Path) -> dict[str, list]:
    try:
        return json.loads((workflow / KNOWN_CODE).read_text("utf-8"))
    except (OSError, ValueError):  # made anew
        return {}


def _keep_known_code() -> None:
    """Keep what was parsed for the next planning; where nothing can be written it is not."""
    with suppress(OSError), atomic(WORKFLOW / KNOWN_CODE) as part:
        part.write_text(json.dumps(_known_code(WORKFLOW)), encoding="utf-8")


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        if isinstance(node, kinds) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return tree


@cache
def _reached_from(start: str) -> frozenset[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += _direct_imports(name) if _is_code(name) else ()
    return frozenset(seen)


@cache
def _direct_imports(name: str) -> list[str]:
    names = _read_code(name)[1]
    ours = (module for module in names if module.split(".")[0] == "facemotion")
    files = [file for module in ours for file in _module_files(module)]
    if name.startswith(OWN):
        files += [OWN + module for module in imported_by(name.removeprefix(OWN), names)]
    return files


def _imports(tree: ast.Module) -> list[str]:
    """List the dotted names that are imported, also inside functions; relative ones with dots."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            joint = "." if node.module else ""
            found |= {start, *(f"{start}{joint}{alias.name}" for alias in node.names)}
    return sorted(found)


@cache
def _module_files(module: str) -> list[str]:
    """Files that importing the dotted name runs: its packages' __init__.py and itself."""
    files, path = [], SCRIPTS
    for part in module.split("."):
        path = path / part
        files += [f for f in (path.with_suffix(".py"), path / "__init__.py") if f.is_file()]
    return [file.relative_to(WORKFLOW).as_posix() for file in files]

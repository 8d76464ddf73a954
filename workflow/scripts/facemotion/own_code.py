"""Python modules that users bring along: where they are, found without running them.

A class of such a module is written ``package.module:Class``. Modules lie in the working directory,
beside the workflow's folder, or are installed; the first that has the name counts.
"""

import ast
import importlib.util
import sys
from functools import cache
from importlib.machinery import ModuleSpec
from pathlib import Path

from facemotion.errors import InputError

BESIDE = Path(__file__).resolve().parents[3]
#: Begins the name of such a module among the files of the workflow (`facemotion.provenance`).
OWN = "own:"


def is_own(choice: str) -> bool:
    """Return whether a choice is a class of the user's, not a name of this project."""
    return ":" in choice


def split_choice(choice: str) -> tuple[str, str]:
    """Return module and class of ``package.module:Class``."""
    module, _, name = choice.partition(":")
    return module, name


def own_folders() -> list[str]:
    """List the folders that hold modules of the user's."""
    return list(dict.fromkeys(map(str, (Path.cwd(), BESIDE))))


def make_importable() -> None:
    """Let the user's modules be imported, before installed ones of the same name."""
    sys.path[:] = [*own_folders(), *(p for p in sys.path if p not in own_folders())]


@cache
def find_module(module: str) -> Path:
    """Find the file of a module, importing nothing.

    Raises
    ------
    InputError
        There is none, or it is no Python file.
    """
    top, *parts = module.split(".")
    spec = _find_top(top)
    origin = spec and spec.origin
    places = [*(spec.submodule_search_locations or ())] if spec else []
    for part in parts:
        below = [Path(place) / part for place in places]
        # As Python does: a package, a file, a folder without __init__.py.
        files = [file for path in below for file in (path / "__init__.py", path.with_suffix(".py"))]
        origin = next((str(file) for file in files if file.is_file()), None)
        places = [str(path) for path in below if path.is_dir()]
    if origin is None and not places:
        raise InputError(
            f"there is no module {module} in {' or '.join(own_folders())}, and no such package is "
            "installed; put its file there, or install it."
        )
    if not (origin or "").endswith(".py"):
        found = origin or "a folder without __init__.py"
        raise InputError(f"the module {module} is {found}, expected a Python file; name one.")
    return Path(origin)


def imported_by(module: str, names: list[str]) -> list[str]:
    """List those of the imported names that lead to modules of the user's, with their packages.

    Parameters
    ----------
    module
        That imports; of one that is installed, its own package alone counts.
    names
        Dotted, as ``torch.nn`` or ``mypackage.layers.Block``; relative ones begin with dots.
    """
    package = module if find_module(module).name == "__init__.py" else module.rpartition(".")[0]
    found = set()
    for name in [module, *names]:
        if name.startswith("."):
            if not package:
                continue  # Python says so when it is imported
            name = importlib.util.resolve_name(name, package)
        parts = name.split(".")
        if parts[0] == module.split(".")[0] or _lies_with_user(parts[0]):
            heads = (".".join(parts[:n]) for n in range(1, len(parts) + 1))
            found |= {head for head in heads if _exists(head)}
    return sorted(found)


def check_class(choice: str) -> None:
    """Check a class of the user's, as far as the text of its file tells.

    Raises
    ------
    InputError
        Its module or itself is not there.
    """
    module, name = split_choice(choice)
    if not name.isidentifier() or not all(part.isidentifier() for part in module.split(".")):
        raise InputError(
            f"{choice!r} is not a class; write it as package.module:Class, without .py and slashes."
        )
    path = find_module(module)
    bound, classes = _names_in(parse(path.read_bytes(), path))
    if name not in bound and not bound & {"*", "__getattr__"}:
        defined = f"it has {', '.join(classes)}" if classes else "it defines no class"
        raise InputError(f"{path}: there is no class {name}; {defined}.")


def parse(source: bytes, path: Path) -> ast.Module:
    """Parse a file of the user's or of the workflow.

    Raises
    ------
    InputError
        It is no Python.
    """
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise InputError(f"{path}, line {line}: {error.args[0]}; correct it.") from error


def _names_in(tree: ast.Module) -> tuple[set[str], list[str]]:
    """Return all names that a file binds anywhere, and the classes that it defines at its top."""
    bound: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            bound.add(node.name)
        elif isinstance(node, ast.alias):
            bound.add(node.asname or node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
    return bound, [node.name for node in tree.body if isinstance(node, ast.ClassDef)]


@cache
def _find_top(name: str) -> ModuleSpec | None:
    known, path = sys.modules.pop(name, None), sys.path[:]
    make_importable()
    try:  # a module of this process may have the name, as workflow/scripts/job.py
        spec = importlib.util.find_spec(name)
        if spec and spec.submodule_search_locations is not None:
            # Those of a folder without __init__.py would be looked up anew, by the path of then.
            spec.submodule_search_locations = [*spec.submodule_search_locations]
        return spec
    finally:
        sys.path[:] = path
        if known is not None:
            sys.modules[name] = known


@cache
def _lies_with_user(top: str) -> bool:
    spec = _find_top(top)
    places = (spec.submodule_search_locations or [spec.origin or ""]) if spec else []
    return any(str(Path(place).parent) in own_folders() for place in places)


@cache
def _exists(module: str) -> bool:
    try:
        find_module(module)
    except InputError:
        return False
    return True

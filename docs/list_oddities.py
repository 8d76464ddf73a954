"""Write docs/oddities.md: every odd input that a test tries, what becomes of it, and the test.

    python docs/list_oddities.py

A test says so itself, with the mark `oddity`.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
DOCUMENT = ROOT / "docs" / "oddities.md"
INTRODUCTION = """\
# What becomes of odd data

Every oddity that the project knows of, what becomes of it, and the test that shows it. A status
other than `ok` keeps a sequence out; its row and reason stay in `results/sequences/{dataset}.tsv`,
those of a clip in `results/dataset/{dataset}.tsv`, and the first few are on the terminal. Neither
CK+ nor SAMM is part of the project: their oddities are those that public loaders and documents tell
of, on trees made by the tests. `test_generated_oddities_are_never_silently_wrong` draws 48 more.

Written by `docs/list_oddities.py` from the tests.
"""
# Heading to the tests below it, by where they are; the first that fits decides.
SECTIONS = {
    "CK+": ("unit/sequences/ckplus",),
    "SAMM Long Videos": ("unit/sequences/samm",),
    "Tables of users": ("unit/files/test_user_table", "unit/explanation"),
    "Tables of landmarks": ("unit/files/test_landmark_table", "unit/landmarks/backends"),
    "Sample sheets and names": ("unit/sequences",),
    "Images and videos": ("unit/files",),
    "Faces": ("unit/landmarks", "unit/dataset"),
    "Sameness, splits and scores": ("unit/splits", "unit/evaluation"),
    "Texts of results": ("unit/report",),
    "How a run is called": ("unit/config", "unit/workflow", "unit/test_notices", "workflow"),
}


def main() -> None:
    """Write the document."""
    DOCUMENT.write_text(write_document(), encoding="utf-8")


def write_document() -> str:
    """Give the text of the document."""
    tables: dict[str, list[str]] = {section: [] for section in SECTIONS}
    for file in sorted(TESTS.rglob("test_*.py")):
        for what, becomes, test in find_oddities(file.read_text(encoding="utf-8")):
            tables[_section(file)].append(f"| {what} | {becomes} | `{test}` |")
    parts = [INTRODUCTION]
    for section, rows in tables.items():
        head = ["| oddity | what becomes of it | test |", "|---|---|---|"]
        parts.append("\n".join([f"## {section}", "", *head, *rows]) + "\n")
    return "\n".join(parts)


def find_oddities(source: str) -> Iterator[tuple[str, str, str]]:
    """Give what each mark in the source of a test file says, and the test that bears it."""
    for node in ast.parse(source).body:
        for mark in getattr(node, "decorator_list", ()):
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.oddity":
                what, becomes = (ast.literal_eval(argument) for argument in mark.args)
                yield what, becomes, node.name


def _section(file: Path) -> str:
    place = file.relative_to(TESTS).as_posix()
    return next(
        section
        for section, beginnings in SECTIONS.items()
        if any(place.startswith(beginning) for beginning in beginnings)
    )


if __name__ == "__main__":
    main()

"""Write docs/oddities.md: every unusual input that a test covers, how it is handled, and the test.

    python docs/list_oddities.py

The texts are the arguments of the mark `oddity` on the tests.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
DOCUMENT = ROOT / "docs" / "oddities.md"
INTRODUCTION = """\
# How unusual data are handled

Every kind of unusual input that the project covers, what happens to it, and the test that checks
this. A sequence whose status is not `ok` is not used; its row and reason stay in
`results/sequences/{dataset}.tsv`, those of a clip in `results/dataset/{dataset}.tsv`, and the first
few are printed on the terminal. Neither CK+ nor SAMM is part of the project: their oddities are
those described by public loaders and documents, reproduced in trees made by the tests.
`test_generated_oddities_are_never_silently_wrong` generates 48 more.

Written by `docs/list_oddities.py` from the tests.
"""
# Heading → paths of the tests below it; the first that matches applies.
SECTIONS = {
    "CK+": ("unit/sequences/ckplus",),
    "SAMM Long Videos": ("unit/sequences/samm",),
    "User tables": ("unit/files/test_user_table", "unit/explanation"),
    "Landmark tables": ("unit/files/test_landmark_table", "unit/landmarks/backends"),
    "Sample sheets and names": ("unit/sequences",),
    "Images and videos": ("unit/files",),
    "Faces": ("unit/landmarks", "unit/dataset"),
    "Duplicates, splits and scores": ("unit/splits", "unit/evaluation"),
    "Text of results": ("unit/report",),
    "Command line and runs": ("unit/config", "unit/workflow", "unit/test_notices", "workflow"),
}


def main() -> None:
    """Write the document."""
    DOCUMENT.write_text(write_document(), encoding="utf-8")


def write_document() -> str:
    """Give the text of the document."""
    tables: dict[str, list[str]] = {section: [] for section in SECTIONS}
    for file in sorted(TESTS.rglob("test_*.py")):
        for what, becomes, test in find_oddities(file.read_text(encoding="utf-8")):
            cells = (text.replace("|", "\\|") for text in (what, becomes, f"`{test}`"))
            tables[_section(file)].append(f"| {' | '.join(cells)} |")
    parts = [INTRODUCTION]
    for section, rows in tables.items():
        head = ["| input | what happens | test |", "|---|---|---|"]
        parts.append("\n".join([f"## {section}", "", *head, *rows]) + "\n")
    return "\n".join(parts)


def find_oddities(source: str) -> Iterator[tuple[str, str, str]]:
    """Yield both texts of each mark in the source of a test file, and the name of the test."""
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

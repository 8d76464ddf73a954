"""docs/extending.md and docs/networks.md, to be executed as they are written."""

import json
import re

from projects import ROOT, Project

SECTIONS = dict(
    section.split("\n", 1)
    for page in ("extending", "networks")
    for section in (ROOT / f"docs/{page}.md").read_text().split("\n## ")[1:]
)


def blocks(section: str) -> dict[str, str]:
    """Find the files of a section: the first line of each block names it."""
    found = re.findall(r"^```\w+\n(# (\S+)\n.*?)^```$", SECTIONS[section], flags=re.M | re.S)
    return {path: text for text, path in found}


def follow(section: str, project: Project) -> dict:
    """Write the files of a section and run its command; give the result."""
    target, *options = write_files(section, project)
    project.snakemake("--cores", "2", target, *options)
    return json.loads((project.folder / target).read_text())


def write_files(section: str, project: Project) -> list[str]:
    """Write the files of a section; give the arguments of its command."""
    for path, text in blocks(section).items():
        (project.folder / path).parent.mkdir(exist_ok=True)
        (project.folder / path).write_text(text)
    (command,) = re.findall(r"^    snakemake --cores 8 (.*)$", SECTIONS[section], flags=re.M)
    return command.split()

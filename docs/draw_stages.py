"""Write the diagram of the stages into docs/contracts.md, from Snakemake's own graph of rules.

    python docs/draw_stages.py

A stage is a file of rules; an arrow says that a rule of one reads what a rule of the other wrote.
Arrows that follow from others are left out.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "workflow" / "scripts"))

from facemotion.files.marks import put_between  # noqa: E402

RULES = ROOT / "workflow/rules"
DOCUMENT = ROOT / "docs/contracts.md"
DECLARED = re.compile(r"^ *(?:use rule \w+ as|rule|checkpoint) (\w+)(?: with)?:", re.MULTILINE)
# Results that together need a rule of every stage.
TARGETS = (
    "results/report.html",
    "results/comparison.tsv",
    "results/causes/tcn/referee.txt",
    "results/causes/tcn/overview.hirescam_conv2.svg",
    "results/timeline/samm_tracks.html",
)


def main() -> None:
    """Write the document."""
    DOCUMENT.write_text(with_diagram(DOCUMENT.read_text("utf-8"), draw_stages()), "utf-8")


def with_diagram(text: str, diagram: str) -> str:
    """Put a diagram between the document's marks."""
    return put_between(text, "stages", f"```mermaid\n{diagram}```")


def draw_stages() -> str:
    """Give the stages as a Mermaid flowchart, in the order of the data flow."""
    graph = subprocess.run(
        [sys.executable, "-m", "snakemake", "--rulegraph", "mermaid-js", "--", *TARGETS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    stages = {
        rule: file.stem
        for file in RULES.glob("*.smk")
        for rule in DECLARED.findall(file.read_text("utf-8"))
    }
    rules = dict(re.findall(r"(id\d+)\[(\w+)\]", graph))
    edges = {
        (stages[rules[above]], stages[rules[below]])
        for above, below in re.findall(r"(id\d+) --> (id\d+)", graph)
        if rules[above] in stages and rules[below] in stages
    }
    lines = [f"    {above} --> {below}\n" for above, below in sorted(reduce_edges(edges))]
    return "".join(["flowchart LR\n", *lines])


def reduce_edges(edges: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Leave out edges from a node to itself, and those that a longer way replaces."""
    below: dict[str, set[str]] = {}
    for start, end in edges:
        if start != end:
            below.setdefault(start, set()).add(end)

    def reach(node: str) -> set[str]:
        return set().union(*({end} | reach(end) for end in below.get(node, ())))

    return {
        (start, end)
        for start, ends in below.items()
        for end in ends
        if not any(end in reach(other) for other in ends - {end})
    }


if __name__ == "__main__":
    main()

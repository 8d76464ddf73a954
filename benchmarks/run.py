"""Measure, and write what follows: `make bench` (2 minutes on a quiet computer).

Writes benchmarks/results.tsv and the tables of docs/scaling.md, between their marks.
"""

import platform
import re
import tempfile
from pathlib import Path

import yaml

from facemotion.files.atomic import write_text
from facemotion.files.tsv import read_cells
from measure import measure
from scaling import format_table, scale

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks/results.tsv"
DOCUMENT = ROOT / "docs/scaling.md"
SIZES = (1_000, 100_000, 10_000_000)
CORES = 100  # profiles/slurm: jobs
# What a job took beside its work on the two-node Slurm of `make test-cluster`.
JOB_SECONDS = 10


def main() -> None:
    """Run all measurements and write both files."""
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    lines = ["measurement\tvalue\tunit\tbaseline\tbaseline_value\tratio"]
    with tempfile.TemporaryDirectory() as folder:
        for m in measure(Path(folder), config):
            line = f"{m.name}\t{m.value:.4g}\t{m.unit}\t{m.baseline}\t{m.baseline_value:.4g}\t"
            lines.append(f"{line}{m.ratio:.3g}")
            print(lines[-1])
    write_text("\n".join(lines) + "\n", RESULTS)
    print(f"on {processor()}, one thread")
    write_document()


def processor() -> str:
    """Name this computer's processor."""
    about = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", about.read_text()) if about.exists() else []
    return names[0] if names else platform.processor()


def write_document() -> None:
    """Renew the tables of the document."""
    write_text(with_tables(DOCUMENT.read_text(encoding="utf-8")), DOCUMENT)


def with_tables(text: str) -> str:
    """Put the measurements and the sizes that follow between a document's marks."""
    table = read_cells(RESULTS)
    costs = dict(zip(table["measurement"], table["value"].astype(float), strict=True))
    sizes = [scale(clips, costs, CORES, JOB_SECONDS) for clips in SIZES]
    measured = ["| | | | beside | |", "|---|---:|---|---|---:|"]
    measured += [
        f"| `{row.measurement}` | {row.value} | {row.unit} | {row.baseline} | × {row.ratio} |"
        for row in table.itertuples()
    ]
    for name, content in (("measured", "\n".join(measured) + "\n"), ("sizes", format_table(sizes))):
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        before, rest = text.split(begin)
        text = before + begin + content + end + rest.split(end)[1]
    return text


if __name__ == "__main__":
    main()

"""Measure the cost of stages and of whole runs: half of `make bench`, half an hour on two cores.

`PYTHONPATH=workflow/scripts python benchmarks/run.py costs` measures only the stages, in two
minutes; `runs`, only whole runs.
Writes benchmarks/results.tsv, benchmarks/runs.tsv and the generated tables in docs/scaling.md.
"""

import argparse
import tempfile
from pathlib import Path

import yaml

from facemotion.demo.ckplus import render_ckplus
from facemotion.files.atomic import write_text
from facemotion.files.marks import put_between
from facemotion.files.tsv import read_cells
from measure import measure
from scaling import format_table, scale
from whole_runs import Row, measure_runs, processor

ROOT = Path(__file__).parents[1]
RESULTS, RUNS = ROOT / "benchmarks/results.tsv", ROOT / "benchmarks/runs.tsv"
DOCUMENT = ROOT / "docs/scaling.md"
SIZES = (1_000, 100_000, 10_000_000)
CORES = 100  # profiles/slurm: jobs
# Overhead of a job on the two-node Slurm of `make test-cluster`.
JOB_SECONDS = 10


def main() -> None:
    """Run the benchmarks named on the command line, or all, and write the files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", nargs="?", choices=["costs", "runs"], help="else both")
    what = parser.parse_args().what
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    for name, write in (("costs", write_costs), ("runs", write_runs)):
        if what in (None, name):
            # Not in /tmp, which may be in memory.
            with tempfile.TemporaryDirectory(dir=ROOT, prefix=".bench") as folder:
                write(Path(folder), config)
    write_document()


def write_costs(folder: Path, config: dict) -> None:
    """Measure the cost of the stages."""
    lines = ["measurement\tvalue\tunit\tbaseline\tbaseline_value\tratio"]
    for m in measure(folder, config):
        line = f"{m.name}\t{m.value:.4g}\t{m.unit}\t{m.baseline}\t{m.baseline_value:.4g}\t"
        lines.append(f"{line}{m.ratio:.3g}")
        print(lines[-1])
    write_text("\n".join(lines) + "\n", RESULTS)
    print(f"on {processor()}, one thread")


def write_runs(folder: Path, config: dict) -> None:
    """Measure whole runs on a tree of CK+'s size, with the demo's people."""
    render_ckplus(folder / "source", config["demo"]["ckplus"], processes=2)
    lines = ["\t".join(Row._fields)]
    for row in measure_runs(folder, folder / "source"):
        lines.append("\t".join(row))
        print(lines[-1], flush=True)
    write_text("\n".join(lines) + "\n", RUNS)


def write_document() -> None:
    """Update the tables of the document."""
    write_text(with_tables(DOCUMENT.read_text(encoding="utf-8")), DOCUMENT)


def with_tables(text: str) -> str:
    """Insert the measurements, and the sizes computed from them, between a document's marks."""
    table = read_cells(RESULTS)
    costs = dict(zip(table["measurement"], table["value"].astype(float), strict=True))
    sizes = [scale(clips, costs, CORES, JOB_SECONDS) for clips in SIZES]
    measured = ["| | | | baseline | |", "|---|---:|---|---|---:|"]
    measured += [
        f"| `{row.measurement}` | {row.value} | {row.unit} | {row.baseline} | × {row.ratio} |"
        for row in table.itertuples()
    ]
    runs = ["| | | | |", "|---|---:|---|---|"]
    runs += [
        f"| `{r.measurement}` | {r.value} | {r.unit} | {r.note} |"
        for r in read_cells(RUNS).itertuples()
    ]
    tables = {
        "measured": "\n".join(measured),
        "sizes": format_table(sizes),
        "runs": "\n".join(runs),
    }
    for name, content in tables.items():
        text = put_between(text, name, content)
    return text


if __name__ == "__main__":
    main()

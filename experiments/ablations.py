"""What each choice is worth: the TCN on the demo, one setting changed at a time.

    python experiments/ablations.py --cores 2

Every variant is a run of the workflow in a folder of its own below `results/ablations/`, with the
demo's faces shared. Writes ablations.tsv, one row per variant, and its table in README.md, both
beside this file.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "workflow" / "scripts"))

from facemotion.files.atomic import write_text  # noqa: E402
from facemotion.files.marks import put_between  # noqa: E402
from facemotion.files.tsv import read_cells, write_table  # noqa: E402

TABLE = ROOT / "experiments/ablations.tsv"
DOCUMENT = ROOT / "experiments/README.md"
RESULT = "results/tcn_cv.grouped.json"
# What is changed, to what, by which settings.
VARIANTS = {
    ("as configured", ""): {},
    ("input", "motion"): {"models": {"tcn": {"input": "motion"}}},
    ("input", "differences, 24 epochs"): {
        "models": {"tcn": {"input": "differences", "epochs": 24}}
    },
    ("input", "image, 60 epochs"): {"models": {"tcn": {"input": "image", "epochs": 60}}},
    ("frames", "10"): {"clips": {"frames": 10}},
    ("frames", "40"): {"clips": {"frames": 40}},
    ("neutral clips", "still"): {"clips": {"neutral": {"kind": "still"}}},
    ("landmarks", "face of 200 px"): {"landmarks": {"dlib": {"face_px": 200}}},
    ("landmarks", "face of 100 px"): {"landmarks": {"dlib": {"face_px": 100}}},
}
# What is scored, as results name it, in words.
PARTS = {
    "all_classes": "all classes", "without_neutral": "without neutral",
    "living_neutral": "living neutral",
}  # fmt: skip


def run_variant(name: str, changes: dict, cores: int, demo: Path) -> dict:
    """Run one variant and give its result; files that are there already are used."""
    folder = ROOT / "results/ablations" / name
    (folder / "results").mkdir(parents=True, exist_ok=True)
    if not (folder / "results/demo").exists():
        (folder / "results/demo").symlink_to(demo, target_is_directory=True)
    settings = folder / "changes.yaml"
    settings.write_text(yaml.safe_dump(changes))
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile")]
    command += ["--directory", str(folder), "--configfile", str(settings), "--cores", str(cores)]
    subprocess.run([*command, RESULT], check=True, cwd=ROOT)
    return json.loads((folder / RESULT).read_text())


def row_of(result: dict) -> dict:
    """Give a variant's row: correct clips, and accuracy with its interval, in per cent."""
    scheme = result["schemes"]["grouped"]
    row = {}
    for part in PARTS:
        score = scheme[part]
        percent = [score["accuracy"], *score["accuracy_interval"]]
        row |= {f"{part}_correct": score["correct"], f"{part}_clips": score["clips"]}
        names = (part, f"{part}_low", f"{part}_high")
        row |= {name: f"{100 * value:.1f}" for name, value in zip(names, percent, strict=True)}
    folds = scheme["folds"]
    return row | {"settled_folds": sum(fold["settled"] for fold in folds), "folds": len(folds)}


def with_table(text: str, table: pd.DataFrame) -> str:
    """Put the table between the marks of README.md.

    Parameters
    ----------
    table
        Cells as text, with the columns of `row_of` after `changed` and `to`.
    """
    lines = [
        f"| changed | to | {' | '.join(PARTS.values())} | settled folds |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for row in table.to_dict("records"):
        cells = [
            f"{row[part]}% ({row[f'{part}_low']}–{row[f'{part}_high']}; "
            f"{row[f'{part}_correct']}/{row[f'{part}_clips']})"
            for part in PARTS
        ]
        cells.append(f"{row['settled_folds']} of {row['folds']}")
        lines.append(f"| {row['changed']} | {row['to']} | {' | '.join(cells)} |")
    return put_between(text, "ablations", "\n".join(lines))


def main() -> None:
    """Run all variants, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cores", type=int, default=2)
    cores = parser.parse_args().cores
    demo = ROOT / "results/demo"
    command = [sys.executable, "-m", "snakemake", "--cores", str(cores)]
    subprocess.run([*command, "results/demo/ckplus", "results/demo/people"], check=True, cwd=ROOT)
    rows = []
    for (changed, to), changes in VARIANTS.items():
        name = f"{changed} {to}".strip().replace(",", "").replace(" ", "_")
        result = run_variant(name, changes, cores, demo)
        rows.append({"changed": changed, "to": to, **row_of(result)})
        print(*rows[-1].values(), sep="\t", flush=True)
    write_table(pd.DataFrame(rows), TABLE)
    write_text(with_table(DOCUMENT.read_text("utf-8"), read_cells(TABLE)), DOCUMENT)


if __name__ == "__main__":
    main()

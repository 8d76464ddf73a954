"""What each choice is worth: the TCN on the demo, one setting changed at a time.

    python experiments/ablations.py --cores 2

Every variant is a run of the workflow in a folder of its own below `results/ablations/`, with the
demo's faces shared. The table, `results/ablations.tsv`, has a row a variant.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import yaml

ROOT = Path(__file__).resolve().parents[1]
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
    ("landmarks", "face of 100 px"): {"landmarks": {"dlib": {"face_px": 100}}},
    ("landmarks", "face of 50 px"): {"landmarks": {"dlib": {"face_px": 50}}},
}


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
    """Give what the table has of a result: subjects kept apart."""
    scheme = result["schemes"]["grouped"]
    row = {}
    for key, words in (("all_classes", "all"), ("without_neutral", "no_neutral"),
                       ("living_neutral", "living_neutral")):  # fmt: skip
        low, high = scheme[key]["accuracy_interval"]
        row |= {words: scheme[key]["accuracy"], f"{words}_low": low, f"{words}_high": high}
    settled = sum(fold["settled"] for fold in scheme["folds"])
    return row | {"settled_folds": settled, "folds": len(scheme["folds"])}


def main() -> None:
    """Run all variants and write the table."""
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
        pd.DataFrame(rows).round(4).to_csv(ROOT / "results/ablations.tsv", sep="\t", index=False)
    print(pd.DataFrame(rows).round(3).to_string(index=False))


if __name__ == "__main__":
    main()

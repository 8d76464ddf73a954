"""Put faults into a copy of the code, one at a time, and see whether a test notices.

A fault that no test notices survives; one whose text is gone from the code is an error.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

import yaml

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).parent / "mutants.yaml"
COPIED = ("workflow", "tests", "benchmarks", "envs", "docs", "config.yaml", "pyproject.toml")
LIMIT_S = 300  # for the tests of one fault; one that makes them endless is noticed


def read_mutants(code: Path) -> list[dict]:
    """Read the list; every text must stand in its file once."""
    groups = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    mutants = [{"group": group, **mutant} for group, of in groups.items() for mutant in of]
    for mutant in mutants:
        count = (code / mutant["file"]).read_text(encoding="utf-8").count(mutant["old"])
        if count != 1:
            sys.exit(
                f"ERROR {LIST.name}: {mutant['fault']}: its text stands {count} times in "
                f"{mutant['file']}, expected once; bring the list up to the code."
            )
        for test in mutant["tests"].split():
            if not (ROOT / "tests/unit" / test).is_file():
                sys.exit(f"ERROR {LIST.name}: {mutant['fault']}: there is no test file {test}.")
    return mutants


def try_mutant(mutant: dict, copies: SimpleQueue) -> bool:
    """Tell whether the tests notice a fault."""
    copy = copies.get()
    file = copy / "workflow/scripts" / mutant["file"]
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace(mutant["old"], mutant["new"]), encoding="utf-8")
    try:
        return not passes(copy, mutant["tests"].split())
    finally:
        file.write_text(whole, encoding="utf-8")
        copies.put(copy)


def passes(copy: Path, tests: list[str]) -> bool:
    """Run test files of a copy of the repository, up to the first failure."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    command += [f"tests/unit/{test}" for test in tests]
    # Bytecode is told apart by the second, in which a file may change twice.
    settings = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    try:
        run = subprocess.run(
            command, cwd=copy, env=settings, capture_output=True, text=True, timeout=LIMIT_S
        )
    except subprocess.TimeoutExpired:
        return False
    if run.returncode not in (0, 1):
        sys.exit(f"ERROR the tests {', '.join(tests)} could not be run:\n{run.stdout}{run.stderr}")
    return run.returncode == 0


def main() -> None:
    """Try all faults, print a line for each, and fail if one survives."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--only", default="", help="faults whose words contain this")
    chosen = parser.parse_args()
    mutants = [m for m in read_mutants(ROOT / "workflow/scripts") if chosen.only in m["fault"]]
    copies: SimpleQueue = SimpleQueue()
    with tempfile.TemporaryDirectory() as folder:
        for k in range(chosen.cores):
            copy = Path(folder) / str(k)
            for name in COPIED:
                source = ROOT / name
                (shutil.copytree if source.is_dir() else shutil.copy)(source, _made(copy) / name)
            copies.put(copy)
        survivors = 0
        with ThreadPoolExecutor(chosen.cores) as pool:
            noticed = pool.map(lambda mutant: try_mutant(mutant, copies), mutants)
            for mutant, found in zip(mutants, noticed, strict=True):
                survivors += not found
                print(f"{'noticed ' if found else 'SURVIVES'}  {mutant['group']:12} "
                      f"{mutant['fault']}", flush=True)  # fmt: skip
    print(f"{len(mutants)} faults, {len(mutants) - survivors} noticed, {survivors} survive")
    sys.exit(bool(survivors))


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


if __name__ == "__main__":
    main()

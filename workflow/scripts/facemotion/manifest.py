"""Digests of all results, and whether the files still match them.

`write_manifest` is called at the end of every successful run; ``make verify`` compares.
"""

import hashlib
import sys
from contextlib import suppress
from pathlib import Path

from facemotion.errors import DamagedFileError
from facemotion.files.json_file import read_json, write_json

NAME = "manifest.json"
# Packages that determine the numbers.
PACKAGES = ("numpy", "pandas", "scipy", "scikit-learn", "torch", "opencv-python-headless",
            "dlib-bin", "av", "h5py", "snakemake")  # fmt: skip


def write_manifest(results: Path, settings: dict, inputs: dict, versions: dict) -> None:
    """Write `results/manifest.json` for all files below `results`.

    A file with the size in the last manifest that is older than the manifest keeps its digest: only
    new files are read.

    Parameters
    ----------
    results
        The folder.
    settings
        The whole configuration.
    inputs
        Per dataset, its path and the fingerprint of its raw files (path, size and time).
    versions
        Versions of Python and of packages.
    """
    path = results / NAME
    known, written = {}, 0.0
    with suppress(DamagedFileError):  # missing or damaged: it is made again
        known, written = read_json(path, "manifest")["files"], path.stat().st_mtime
    files = {}
    for file in list_results(results):
        name, stat = file.relative_to(results).as_posix(), file.stat()
        last = known.get(name, {})
        same = last.get("bytes") == stat.st_size and stat.st_mtime < written
        files[name] = {
            "bytes": stat.st_size,
            "sha256": last["sha256"] if same else _digest(file),
        }
    manifest = {
        "schema_version": 1,
        "versions": versions,
        "settings": settings,
        "inputs": inputs,
        "files": files,
    }
    write_json(manifest, path, "manifest")


def list_results(results: Path) -> list[Path]:
    """List the files below a folder, sorted, except the manifest and hidden files."""
    files = (file for file in results.rglob("*") if file.is_file())
    return sorted(
        file
        for file in files
        if file != results / NAME
        and not any(part.startswith(".") for part in file.relative_to(results).parts)
    )


def verify(results: Path) -> list[str]:
    """List the files that differ from the manifest.

    Raises
    ------
    DamagedFileError
        There is no manifest, or it is damaged.
    """
    files = read_json(results / NAME, "manifest")["files"]
    there = {file.relative_to(results).as_posix(): file for file in list_results(results)}
    said = [f"missing: {name}" for name in files if name not in there]
    said += [f"not in the manifest: {name}" for name in there if name not in files]
    for name in files.keys() & there.keys():
        size, file = files[name]["bytes"], there[name]
        if file.stat().st_size != size or _digest(file) != files[name]["sha256"]:
            said.append(f"changed: {name}")
    return sorted(said)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def main(results: Path) -> None:
    """Verify a folder of results; exit with status 1 if something differs."""
    try:
        differing = verify(results)
    except DamagedFileError as error:
        sys.exit(f"ERROR {error} It is written by every successful run.")
    for line in differing:
        print(line)
    if differing:
        sys.exit(f"ERROR {results}: {len(differing)} files differ from the last run's.")
    print(f"{results}: all files are unchanged since the last run.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

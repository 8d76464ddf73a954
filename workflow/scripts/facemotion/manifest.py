"""What results there are, digest by digest, and whether they are still as they were made.

`write_manifest` is called at the end of every run that succeeds; ``make verify`` compares.
"""

import hashlib
import sys
from contextlib import suppress
from pathlib import Path

from facemotion.errors import DamagedFileError
from facemotion.files.json_file import read_json, write_json

NAME = "manifest.json"
# Packages that decide what the numbers are.
PACKAGES = ("numpy", "pandas", "scipy", "scikit-learn", "torch", "opencv-python-headless",
            "dlib-bin", "av", "h5py", "snakemake")  # fmt: skip


def write_manifest(results: Path, settings: dict, inputs: dict, versions: dict) -> None:
    """Write `results/manifest.json` of all files below `results`.

    A file of the last manifest's size that is older than it keeps its digest: only what is new is
    read.

    Parameters
    ----------
    results
        The folder.
    settings
        The whole configuration.
    inputs
        Of each dataset, its path and the fingerprint of its raw files (path, size and time).
    versions
        Of Python and of packages.
    """
    path = results / NAME
    known, written = {}, 0.0
    with suppress(DamagedFileError):  # there is none yet, or it is made again
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
    """List the files below a folder, sorted, but for the manifest and what is hidden."""
    files = (file for file in results.rglob("*") if file.is_file())
    return sorted(
        file
        for file in files
        if file != results / NAME
        and not any(part.startswith(".") for part in file.relative_to(results).parts)
    )


def verify(results: Path) -> list[str]:
    """Say, file by file, what is not as the manifest has it.

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
    """Verify a folder of results, and end with status 1 where something differs."""
    try:
        differing = verify(results)
    except DamagedFileError as error:
        sys.exit(f"ERROR {error} A run that succeeds writes it.")
    for line in differing:
        print(line)
    if differing:
        sys.exit(f"ERROR {results}: {len(differing)} files are not as the last run left them.")
    print(f"{results}: all files are as the last run left them.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The processes of a run, identified by a mark in their environment, which children inherit."""

import os
from collections.abc import Iterator
from pathlib import Path

MARK = "FACEMOTION_TORTURE"


def marked(mark: str) -> list[int]:
    """List the living processes with a mark, oldest first."""
    return sorted(process for process in _processes() if _carries(process, mark))


def workers_of(process: int, among: list[int]) -> list[int]:
    """List the processes that are children of a given one."""
    return [child for child in among if _stat(child)[1:2] == [str(process)]]


def command_of(process: int) -> str:
    """Return a process's command line; empty if it has ended."""
    try:
        line = Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return ""
    return line.replace(b"\0", b" ").decode(errors="replace")


def _processes() -> Iterator[int]:
    return (int(name) for name in os.listdir("/proc") if name.isdigit())  # noqa: PTH208


def _carries(process: int, mark: str) -> bool:
    try:
        environment = Path(f"/proc/{process}/environ").read_bytes()
    except OSError:
        return False
    return f"{MARK}={mark}".encode() in environment.split(b"\0") and _stat(process)[:1] != ["Z"]


def _stat(process: int) -> list[str]:
    """Return the state of a process, its parent's number, and the following fields."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []

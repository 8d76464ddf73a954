"""What every rule's script needs around its work: logging, and one-sentence error messages."""

import errno
import locale
import logging
import os
import re
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from facemotion import progress
from facemotion.errors import DamagedFileError, InputError
from facemotion.own_code import OWN
from facemotion.processes import end_with
from facemotion.provenance import SNAPSHOT_VARIABLE, changed_since

#: Environment variable that names the process of Snakemake on this computer.
RUN_VARIABLE = "FACEMOTION_RUN"
# A warning is one line; the reason for a failure, which may list many rows, ends its log.
NOTICE = r"^(?:WARNING \w+(?:\[.*?\])?: .*|ERROR \w+(?:\[.*?\])?: [\s\S]*)"


def _in_words(error: Exception) -> str:
    if isinstance(error, DamagedFileError):
        return f"{error} To remake it: snakemake --cores 1 --force {error.path}"
    if isinstance(error, InputError):
        return str(error)
    if _is_full(error):
        return "the disk is full; free some space and run again, which continues from here."
    return f"{type(error).__name__}: {error}"


def _is_full(error: Exception) -> bool:
    full = (errno.ENOSPC, errno.EDQUOT)
    return getattr(error, "errno", None) in full or "No space left on device" in str(error)


def _is_progress(record: logging.LogRecord) -> bool:
    return record.name == progress.__name__


def _start_logging(job: str, terminal: TextIO) -> None:
    """Log all messages; write warnings and progress, with the job's name, to the terminal too."""
    named = logging.Formatter(f"%(levelname)s {job}: %(message)s")
    details = logging.StreamHandler(sys.stderr)
    details.addFilter(lambda record: record.levelno < logging.WARNING)
    warnings = logging.StreamHandler(sys.stderr)
    warnings.setLevel(logging.WARNING)
    warnings.setFormatter(named)
    on_terminal = logging.StreamHandler(terminal)
    on_terminal.addFilter(lambda record: record.levelno >= logging.WARNING or _is_progress(record))
    on_terminal.setFormatter(named)
    handlers = [details, warnings, on_terminal]
    logging.basicConfig(level=logging.INFO, format="%(message)s", handlers=handlers)


def _check_code(snakemake) -> None:
    """Refuse to run if the code has changed since the run was planned.

    Otherwise a long run could mix two versions of the code unnoticed. A job on a cluster plans
    again, so the code is compared with the snapshot of the first process.
    """
    starts = snakemake.params.code["starts"]
    changed = changed_since(os.environ.get(SNAPSHOT_VARIABLE, ""), starts)
    if changed:
        n = len(changed) - 1
        others = f" and {n} other file{'s' * (n > 1)}" if n else ""
        first = changed[0]
        named = first.removeprefix(OWN) if first.startswith(OWN) else f"workflow/{first}"
        raise InputError(
            f"{named}{others} changed after this run was planned; start the run again to remake "
            "everything that depends on it."
        )


def _end_with_run() -> None:
    """End when the Snakemake that started this job ends, so that no job outlives its run.

    Otherwise it could write files at the same time as the next run. A shell may stand between the
    two processes and would not pass the end on.
    """
    parent = os.getppid()
    end_with(parent, int(os.environ.get(RUN_VARIABLE, parent)))


def _hold_threads(threads: int) -> None:
    """Limit OpenCV to the rule's threads, as Snakemake limits OpenMP, MKL and torch."""
    os.environ["OPENCV_FOR_THREADS_NUM"] = str(threads)
    if "cv2" in sys.modules:
        sys.modules["cv2"].setNumThreads(threads)


def run(main: Callable, snakemake) -> None:
    """Call `main(snakemake)` with all output in the rule's log.

    Warnings, progress of long jobs and the reason for a failure are single lines on the terminal
    that name the rule and its wildcards; the traceback goes only to the log, whose last line is
    the reason.
    """
    _end_with_run()
    wildcards = ",".join(f"{k}={v}" for k, v in snakemake.wildcards.items())
    job = f"{snakemake.rule}[{wildcards}]" if wildcards else snakemake.rule
    terminal = os.fdopen(os.dup(2), "w", encoding=locale.getencoding(), errors="replace")
    try:
        log = os.open(snakemake.log[0], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    except OSError as error:
        reason = _in_words(error) if _is_full(error) else f"cannot be written ({error.strerror})."
        print(f"ERROR {job}: {snakemake.log[0]}: {reason}", file=terminal, flush=True)
        os._exit(1)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(log, 1)
    os.dup2(log, 2)
    _start_logging(job, terminal)
    _hold_threads(snakemake.threads)
    try:
        _check_code(snakemake)
        main(snakemake)
    except Exception as error:
        reason = f"ERROR {job}: {_in_words(error)} (log: {snakemake.log[0]})"
        with suppress(OSError):
            print(reason, file=terminal, flush=True)
        with suppress(OSError):  # the disk of the log may be full
            traceback.print_exc()
            print(reason, file=sys.stderr)
            sys.stdout.flush()
            sys.stderr.flush()
        # Not sys.exit: Snakemake would print the traceback of SystemExit and bury the sentence.
        os._exit(1)


def read_notices(folder: Path, since: float) -> list[str]:
    """Collect warnings and reasons for failures from the logs in a folder.

    A job on another computer has another terminal, but its log is on the shared file system.

    Parameters
    ----------
    folder
        Folder of the logs.
    since
        Seconds since 1970; older logs belong to an earlier run.
    """
    logs = [log for log in sorted(folder.rglob("*.log")) if log.stat().st_mtime > since]
    return [
        notice.strip()
        for log in logs
        for notice in re.findall(
            NOTICE, log.read_text(encoding="utf-8", errors="replace"), flags=re.MULTILINE
        )
    ]

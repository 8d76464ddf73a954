"""What every script of a rule does around its work: a log, and errors as one sentence."""

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
from facemotion.processes import end_with
from facemotion.provenance import SNAPSHOT_VARIABLE, changed_since

#: Environment variable that names the process of Snakemake on this computer.
RUN_VARIABLE = "FACEMOTION_RUN"
# A warning is a line; the reason of a failure, which may name many rows, ends its log.
NOTICE = r"^(?:WARNING \w+(?:\[.*?\])?: .*|ERROR \w+(?:\[.*?\])?: [\s\S]*)"


def _in_words(error: Exception) -> str:
    if isinstance(error, DamagedFileError):
        return f"{error} Make it again: snakemake --cores 1 --force {error.path}"
    if isinstance(error, InputError):
        return str(error)
    if _is_full(error):
        return "the disk is full; make room and run again, which goes on from here."
    return f"{type(error).__name__}: {error}"


def _is_full(error: Exception) -> bool:
    full = (errno.ENOSPC, errno.EDQUOT)
    return getattr(error, "errno", None) in full or "No space left on device" in str(error)


def _is_progress(record: logging.LogRecord) -> bool:
    return record.name == progress.__name__


def _start_logging(job: str, terminal: TextIO) -> None:
    """Write messages to the log; warnings and progress, with the job named, to the terminal too."""
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
    """Refuse to run with other code than the run was planned with.

    Jobs of a long run would mix two versions, and their results pass for those of one. A job on a
    cluster plans anew, so what tells is not its own settings but the snapshot of the first process.
    """
    starts = snakemake.params.code["starts"]
    changed = changed_since(os.environ.get(SNAPSHOT_VARIABLE, ""), starts)
    if changed:
        n = len(changed) - 1
        others = f" and {n} other file{'s' * (n > 1)}" if n else ""
        raise InputError(
            f"workflow/{changed[0]}{others} changed after this run was planned; start it again, "
            "which makes with the new code what depends on it."
        )


def _end_with_run() -> None:
    """End with the Snakemake that this job is part of, so that none writes on beside the next run.

    A shell may stand between them, which would not notice.
    """
    parent = os.getppid()
    end_with(parent, int(os.environ.get(RUN_VARIABLE, parent)))


def _hold_threads(threads: int) -> None:
    """Hold OpenCV to the threads of the rule, as Snakemake holds OpenMP, MKL and torch."""
    os.environ["OPENCV_FOR_THREADS_NUM"] = str(threads)
    if "cv2" in sys.modules:
        sys.modules["cv2"].setNumThreads(threads)


def run(main: Callable, snakemake) -> None:
    """Call `main(snakemake)` with all output in the rule's log.

    A warning, how far a long job is, and the reason of a failure, is one line on the terminal that
    names the rule and its wildcards; the traceback goes to the log only, whose last line is the
    reason.
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
        # Not sys.exit: Snakemake would print the traceback of SystemExit, and the sentence drowns.
        os._exit(1)


def read_notices(folder: Path, since: float) -> list[str]:
    """Collect the warnings and reasons of failures from the logs in a folder.

    A job on another computer has another terminal; its log is on the shared file system.

    Parameters
    ----------
    folder
        Where the logs are.
    since
        Seconds since 1970; older logs are of an earlier run.
    """
    logs = [log for log in sorted(folder.rglob("*.log")) if log.stat().st_mtime > since]
    return [
        notice.strip()
        for log in logs
        for notice in re.findall(
            NOTICE, log.read_text(encoding="utf-8", errors="replace"), flags=re.MULTILINE
        )
    ]

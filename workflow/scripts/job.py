"""What every script of a rule does around its work: a log, and errors as one sentence."""

import logging
import os
import sys
import traceback
from collections.abc import Callable

from facemotion import progress
from facemotion.errors import InputError


def _in_words(error: Exception) -> str:
    if isinstance(error, InputError):
        return str(error)
    if "No space left on device" in str(error):
        return "the disk is full; make room and run again, which goes on from here."
    return f"{type(error).__name__}: {error}"


def _is_progress(record: logging.LogRecord) -> bool:
    return record.name == progress.__name__


def run(main: Callable, snakemake) -> None:
    """Call `main(snakemake)` with all output in the rule's log.

    A warning, how far a long job is, and the reason of a failure, is one line on the terminal that
    names the rule and its wildcards; the traceback goes to the log only, whose last line is the
    reason.
    """
    wildcards = ",".join(f"{k}={v}" for k, v in snakemake.wildcards.items())
    job = f"{snakemake.rule}[{wildcards}]" if wildcards else snakemake.rule
    terminal = os.fdopen(os.dup(2), "w")
    log = os.open(snakemake.log[0], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(log, 1)
    os.dup2(log, 2)
    on_terminal = logging.StreamHandler(terminal)
    on_terminal.addFilter(lambda record: record.levelno >= logging.WARNING or _is_progress(record))
    on_terminal.setFormatter(logging.Formatter(f"%(levelname)s {job}: %(message)s"))
    in_log = logging.StreamHandler(sys.stderr)
    logging.basicConfig(level=logging.INFO, format="%(message)s", handlers=[in_log, on_terminal])
    try:
        main(snakemake)
    except Exception as error:
        traceback.print_exc()
        reason = _in_words(error)
        for stream in (sys.stderr, terminal):
            print(f"ERROR {job}: {reason} (log: {snakemake.log[0]})", file=stream, flush=True)
        sys.stdout.flush()
        sys.stderr.flush()
        # Not sys.exit: Snakemake would print the traceback of SystemExit, and the sentence drowns.
        os._exit(1)

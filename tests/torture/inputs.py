"""Damaged inputs: each must lead to the right result, a row with a status, or a one-sentence error.

They are processed in child processes, because a damaged file may crash a decoder; a child that has
ended is replaced by one that continues after the input that ended it.
"""

import logging
import os
import random
import re
import resource
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cases import Case, job_cases
from damage import damage, restore
from foreign import make_foreign

from facemotion.errors import InputError

LIMIT_S = 10  # of processor time, which does not depend on other load
MEMORY = 3 * 2**30
# Possible outcomes: the right result; a row or note that reports the problem; a one-sentence error;
# or another result, if the damaged file is still valid, such as a table with another digit.
GOOD = ("right", "told", "sentence", "another")
BAD = ("exception", "accepted", "slow")


def run_inputs(
    project, jobs: list, numbers: range, seed: int, scratch: Path, pattern: str
) -> Counter:
    """Damage the inputs with these numbers, of cases whose name matches; count the outcomes."""
    work, whole = scratch / "work", scratch / "originals"
    shutil.copytree(project.folder, work, symlinks=True)
    os.chdir(work)
    cases = make_foreign() + job_cases(jobs, work)
    cases = [case for case in cases if re.search(pattern, case.name)]
    shutil.copytree(work, whole, symlinks=True)
    tally = Counter(dict.fromkeys((*GOOD, *BAD), 0))
    for k, outcome, words in _try_all(numbers, cases, whole, seed):
        tally[outcome] += 1
        if tally.total() % 500 == 0:
            print(f"{tally.total()} inputs: {dict(tally)}", flush=True)
        if outcome in BAD or len(numbers) == 1:
            again = f"--seed {seed} --input {k}" + (f" --only {pattern!r}" if pattern else "")
            print(f"input {k} ({again}): {outcome}: {words}", flush=True)
    return tally


def _try_all(
    numbers: range, cases: list[Case], whole: Path, seed: int
) -> Iterator[tuple[int, str, str]]:
    todo = list(numbers)
    expected = {}
    while todo:
        begun = None
        for line in _in_child(todo, cases, whole, seed, expected):
            kind, *rest = line.split("\t", 3)
            if kind == "whole":
                expected[rest[0]] = (rest[1], int(rest[2]))
            elif kind == "begun":
                begun = (int(rest[0]), *rest[1:])
            else:
                begun = None
                todo.remove(int(rest[0]))
                yield int(rest[0]), rest[1], rest[2]
        if begun is not None:
            todo.remove(begun[0])
            restore(Path(begun[1]), whole / begun[1])
            how = _in_child.ended
            slow = how == signal.SIGPROF
            yield begun[0], "slow" if slow else "exception", f"{begun[2]}: ended by signal {how}"
        elif todo:
            raise RuntimeError("a case fails undamaged; see above")


def _in_child(
    todo: list[int], cases: list[Case], whole: Path, seed: int, expected: dict
) -> Iterator[str]:
    """Fork a child that processes the remaining inputs; yield its lines."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        try:
            _work(todo, cases, whole, seed, expected, os.fdopen(writing, "w"))
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as lines:
        for line in lines:
            yield line.rstrip("\n")
    _, status = os.waitpid(child, 0)
    _in_child.ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _work(todo, cases, whole, seed, expected, out) -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    errors = os.dup(2)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    size = int(re.search(r"VmSize:\s+(\d+)", Path("/proc/self/status").read_text())[1]) * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))

    def say(*words) -> None:
        out.write(
            "\t".join(
                re.sub(r"[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", " ", str(w)) for w in words
            )
            + "\n"
        )
        out.flush()

    for k in todo:
        rng = random.Random(f"{seed}/{k}")
        case = rng.choices(cases, [case.weight for case in cases])[0]
        if case.name not in expected:
            try:
                expected[case.name] = _run(case)
            except Exception as error:
                os.write(errors, f"{case.name}, undamaged: {error!r}\n".encode())
                raise
            say("whole", case.name, *expected[case.name])
        file = Path(rng.choice(case.files))
        words, sure = damage(rng, file, case.own and "results/demo" not in str(file))
        words = f"{case.name}, {file}: {words}"
        say("begun", k, file, words)
        outcome, why = _judge(case, expected[case.name], sure)
        restore(file, whole / file)
        say("done", k, outcome, f"{words}: {why}")


def _run(case: Case) -> tuple[str, int]:
    """Run a case; a logged warning counts as a reason, because a run prints it at its end."""
    shutil.rmtree("out", ignore_errors=True)
    Path("out").mkdir()
    warned = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = warned.append
    logging.getLogger().addHandler(handler)
    try:
        digest, told = case.run()
    finally:
        logging.getLogger().removeHandler(handler)
    return digest, told + len(warned)


def _judge(case: Case, expected: tuple[str, int], sure: bool) -> tuple[str, str]:
    signal.setitimer(signal.ITIMER_PROF, LIMIT_S)
    try:
        digest, told = _run(case)
    except InputError as error:
        sentence = str(error)
        one = sentence.endswith(".")  # one line per faulty row, for tables that people wrote
        return ("sentence" if one else "exception"), f"sentence {sentence!r}"
    except BaseException as error:
        return "exception", f"{type(error).__name__}: {error} {_place(error)}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if digest == expected[0]:
        return "right", ""
    if told > expected[1]:
        return "told", ""
    return ("accepted" if sure else "another"), ""


def _place(error: BaseException) -> str:
    trace, places = error.__traceback__, []
    while trace is not None:
        code = trace.tb_frame.f_code
        if "facemotion" in code.co_filename:
            places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " ".join(places[-4:])

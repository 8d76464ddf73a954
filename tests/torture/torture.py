"""Test robustness against kills, hostile conditions and damaged inputs (`make torture`).

Prints a line for each kill, and for each input with a wrong outcome, with the options that
reproduce it, then a summary; fails if anything was lost, left running or wrongly accepted.
"""

import argparse
import os
import re
import signal
import sys
import tempfile
from pathlib import Path

from small import ALL_TARGETS, Project, make_project  # first: it extends sys.path  # isort: skip
import cv2
import torch
from inputs import run_inputs
from jobs import list_jobs
from kills import run_kills
from surroundings import run_surroundings


def main() -> int:
    """Run the tests, print the summary, and return the exit status."""
    chosen = _parse()
    # Background jobs of a shell ignore SIGINT, and so would their children.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Children are forked, and a child of a multi-threaded process may hang.
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    os.environ["MPLBACKEND"] = "agg"
    targets, tally, harm = tuple(chosen.targets), [], 0
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        scratch = Path(folder)
        given = chosen.project and Project(chosen.project.absolute())
        project = given or make_project(scratch / "whole", targets)
        jobs = list_jobs(project.folder, targets)
        if chosen.surroundings:
            harmed = run_surroundings(project, scratch)
            tally.append(f"hostile conditions 5, with damaged results {harmed}")
            harm += harmed
        if chosen.kills:
            killed = [job for job in jobs if re.search(chosen.only, job.rule)]
            lost, orphans = run_kills(project, killed, chosen.kills, chosen.seed, scratch)
            tally.append(f"kills {chosen.kills}, lost {lost}, orphans {orphans}")
            harm += lost + orphans
        if chosen.inputs or chosen.input is not None:
            numbers = range(chosen.inputs)
            if chosen.input is not None:
                numbers = range(chosen.input, chosen.input + 1)
            ends = run_inputs(project, jobs, numbers, chosen.seed, scratch, chosen.only)
            tally.append(
                f"inputs {ends.total()}, exceptions {ends['exception']}, wrongly accepted "
                f"{ends['accepted']}, slower than 10 s {ends['slow']}"
            )
            print(f"inputs by outcome: {dict(ends)}")
            harm += ends["exception"] + ends["accepted"] + ends["slow"]
        os.chdir("/")
    print(*tally, sep="\n", flush=True)
    return bool(harm)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--inputs", type=int, default=5000)
    parser.add_argument("--surroundings", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--input", type=int, help="number of the only damaged input to try")
    parser.add_argument("--only", default="", help="jobs and readers to try, a regular expression")
    parser.add_argument("--project", type=Path, help="a finished run; by default, one is made")
    parser.add_argument("targets", nargs="*", default=ALL_TARGETS, help="results of the whole run")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

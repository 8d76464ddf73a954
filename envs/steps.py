"""Run a step of the set-up, with all output in a log and its progress on the terminal.

The syntax works in any Python, as in bootstrap.py.
"""
# ruff: noqa: PTH123, UP031

import os
import re
import select
import subprocess
import sys
import time

SECONDS = 10  # between two lines where there is no terminal


def run_step(command, folder, log, doing, on_unpacking):
    """Run a command; return its exit status and its output.

    `doing` is what the progress line says at first; `on_unpacking` is called before pip changes
    installed packages.
    """
    environment = dict(os.environ, PIP_USER="0", PYTHONUNBUFFERED="1")
    environment.pop("PYTHONPATH", None)  # pip would consider packages there installed
    step = subprocess.Popen(
        command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    output, rest, begun, shown = [], b"", time.time(), time.time()
    try:
        with open(log, "ab", 0) as file:
            while True:
                if select.select([step.stdout], [], [], 0.5)[0]:
                    chunk = os.read(step.stdout.fileno(), 65536)
                    file.write(chunk)
                    lines = (rest + chunk).split(b"\n")
                    rest = lines.pop()
                    for line in lines if chunk else [rest]:
                        output.append(line.decode("utf-8", "replace").strip())
                        doing = describe(output[-1], on_unpacking) or doing
                    if not chunk:
                        break
                shown = show_progress(doing, begun, shown)
    except BaseException:
        step.terminate()
        raise
    finally:
        code = step.wait()
        sys.stdout.write("\r\033[K" if sys.stdout.isatty() else "")
    return code, "\n".join(output)


def describe(line, on_unpacking):
    """Say what pip is doing, if this line of its output tells."""
    fetched = re.match(r"(?:Downloading|Using cached|Processing) (?:\S*/)?(\S+?-[^-\s]+)", line)
    if fetched:
        size = re.search(r" \([\d.]+ [kMG]B\)", line)
        return "fetching " + fetched.group(1) + (size.group() if size else "")
    if line.startswith("Installing collected packages:"):
        on_unpacking()
        return "unpacking %d packages" % (line.count(",") + 1)
    return None


def show_progress(doing, begun, shown):
    """Update a line on a terminal, or write one every few seconds; return when that was."""
    now, terminal = time.time(), sys.stdout.isatty()
    if not terminal and now - shown < SECONDS:
        return shown
    line = "  %3.0f s  %s" % (now - begun, doing)
    sys.stdout.write("\r" + line[:78] + "\033[K" if terminal else line + "\n")
    sys.stdout.flush()
    return now

"""Make or complete the environment .venv: `python3 envs/bootstrap.py [--slurm] [--dev]`.

A failure is one sentence with its mend, and the next call goes on from there. The syntax is that
of any Python, so that one too old can say so: no f-strings, no annotations, no pathlib.
"""
# ruff: noqa: PTH100, PTH102, PTH107, PTH110, PTH117, PTH118, PTH120, PTH123, UP024, UP031

import errno
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

from failures import DISK_FULL, explain

SUPPORTED = ((3, 11), (3, 12), (3, 13))  # for 3.14, not every package has a wheel yet
VERSIONS = "Python 3.11, 3.12 or 3.13"
GIGABYTES = 1.8  # of .venv with torch's CPU build

PEOPLE = "requirements-people.txt"  # data, without what its package would import

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
# Not there in a .venv made by hand; "unfinished" while files are being written; else the place
# and, for each set of requirements that is installed, its digest.
STATE = os.path.join(VENV, "setup-state")


def main(arguments):
    """Bring .venv to the pinned state; `--slurm` adds what submits to a cluster, `--dev` all."""
    wanted = ["requirements.txt"]  # each of the next ones holds those before it
    if "--slurm" in arguments or "--dev" in arguments:
        wanted.append("requirements-slurm.txt")
    if "--dev" in arguments:
        wanted.append("requirements-dev.txt")
    digests = [digest(name) for name in wanted]
    if is_complete(digests[-1]):
        return
    say("Setting up .venv (one set-up at a time in this folder) ...")
    begun, lock = time.time(), os.open(ROOT, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not is_complete(digests[-1]):
        if not is_usable():
            create()
        install(PEOPLE, "--no-deps")
        install(wanted[-1], "-c", "constraints.txt")
        write_state([place()] + digests)
    say("The environment .venv is ready after %.0f s." % (time.time() - begun))


def digest(name):
    """Give the digest of a requirement file and of those that it rests on."""
    content = hashlib.sha256()
    rests_on = {"requirements-dev.txt": ["requirements-slurm.txt"]}.get(name, [])
    for part in ["constraints.txt", PEOPLE, "requirements.txt"] + rests_on + [name]:
        with open(os.path.join(ROOT, part), "rb") as file:
            content.update(file.read())
    return content.hexdigest()


def place():
    """Name what .venv cannot outlive: its own path, which is in its scripts, and an interpreter."""
    return "%s, made with %s" % (VENV, os.path.realpath(PYTHON))


def read_state():
    """Give the lines of the state file; None if there is none."""
    try:
        with open(STATE) as file:
            return file.read().split("\n")
    except (IOError, OSError):
        return None


def write_state(lines):
    """Write the state file."""
    with open(STATE, "w") as file:
        file.write("\n".join(lines))


def is_complete(digest):
    """Tell whether the requirements of this digest are installed, here and for good."""
    lines = read_state() or [""]
    return lines[0] == place() and digest in lines[1:] and os.path.exists(PYTHON)


def is_usable():
    """Tell whether pip can go on in the .venv that is there."""
    lines = read_state()
    if lines is not None and lines[0] != place():
        return False  # unfinished (a package may be half there), moved, or another interpreter
    about = ask([os.path.join(VENV, "bin", "pip"), "--version"])
    version = re.search(r"\(python (\d+)\.(\d+)\)", about)
    return bool(version) and tuple(int(part) for part in version.groups()) in SUPPORTED


def create():
    """Make an empty .venv in place of whatever is there."""
    check_interpreter()
    if os.path.lexists(VENV):
        say("The .venv here is unfinished, moved or of another Python: making it anew.")
        shutil.rmtree(VENV)
    os.mkdir(VENV)
    write_state(["unfinished"])
    # The real path, because this program may be running in the .venv that is gone now.
    run([os.path.realpath(sys.executable), "-m", "venv", VENV], "making an empty .venv")
    os.remove(STATE)


def check_interpreter():
    """Go on with this interpreter, or start again with a fitting one from PATH, or say why not."""
    version = "%d.%d" % sys.version_info[:2]
    found = "Python %s.%d (%s)" % (version, sys.version_info[2], sys.executable)
    if sys.version_info[:2] in SUPPORTED:
        try:
            import ensurepip  # noqa: F401
            import venv  # noqa: F401

            return
        except ImportError:
            reason = "lacks the module venv or ensurepip: install it (Debian and Ubuntu: "
            reason += "apt install python%s-venv)" % version
    else:
        age = "old" if sys.version_info[:2] < SUPPORTED[0] else "new"
        reason = "is too %s: install %s" % (age, VERSIONS)
    for supported in SUPPORTED:
        # A name on PATH proves nothing: it may be a version manager's inactive stand-in.
        probe = "import ensurepip, sys, venv; print(sys.executable)"
        other = ask(["python%d.%d" % supported, "-c", probe])
        if other:
            say("%s %s; going on with %s." % (found, reason.split(":")[0], other))
            os.execv(other, [other] + sys.argv)
    fail("%s %s, or name another: make PYTHON=/path/to/python3.12" % (found, reason))


def install(requirements, *options):
    """Let pip install `requirements`."""
    say(
        "Installing %s: a few minutes the first time, then %.1f GB on the disk (%.1f GB free)."
        % (requirements, GIGABYTES, free())
    )
    command = [PYTHON, "-m", "pip", "install", "-r", requirements] + list(options)
    run(command, "asking for packages")


def run(command, doing):
    """Run a step with all its output in the log and a sign of life on the terminal."""
    environment = dict(os.environ, PIP_USER="0", PYTHONUNBUFFERED="1")
    environment.pop("PYTHONPATH", None)  # pip would take what lies there for installed
    step = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    output, now, over = [], [doing], threading.Event()
    ticker = threading.Thread(target=show_progress, args=(now, over))
    ticker.start()
    try:
        with open(os.path.join(VENV, "setup.log"), "ab", 0) as log:
            for line in iter(step.stdout.readline, b""):
                log.write(line)
                output.append(line.decode("utf-8", "replace").strip())
                now[0] = describe(output[-1]) or now[0]
    except BaseException:
        step.terminate()
        raise
    finally:
        code = step.wait()
        over.set()
        ticker.join()
    if code:
        # Near a full disk the reason is clear, even though venv hides it.
        reason = DISK_FULL if free() < 0.05 else explain("\n".join(output))
        fail(reason + " (all of the output: .venv/setup.log)")


def describe(line):
    """Say what pip is doing, if this line of its output tells."""
    fetched = re.match(r"(?:Downloading|Using cached|Processing) (?:\S*/)?(\S+?-[^-\s]+)", line)
    if fetched:
        size = re.search(r" \([\d.]+ [kMG]B\)", line)
        return "fetching " + fetched.group(1) + (size.group() if size else "")
    if line.startswith("Installing collected packages:"):
        write_state(["unfinished"])  # from here on, a sudden end leaves a package half there
        return "unpacking %d packages" % (line.count(",") + 1)
    return None


def show_progress(now, over):
    """Renew one line on a terminal; elsewhere, write a line every ten seconds."""
    begun, terminal = time.time(), sys.stdout.isatty()
    while not over.wait(0.5 if terminal else 10):
        line = "  %3.0f s  %s" % (time.time() - begun, now[0])
        sys.stdout.write("\r" + line[:78] + "\033[K" if terminal else line + "\n")
        sys.stdout.flush()
    sys.stdout.write("\r\033[K" if terminal else "")


def ask(command):
    """Give what a command prints; nothing if it fails or does not exist."""
    try:
        return subprocess.check_output(command, stderr=subprocess.STDOUT).decode().strip()
    except (IOError, OSError, subprocess.CalledProcessError):
        return ""


def free():
    """Give the free gigabytes where .venv is."""
    disk = os.statvfs(ROOT)
    return disk.f_bavail * disk.f_frsize / 1e9


def say(line):
    """Print at once, also into a pipe."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def fail(sentence):
    """End with one sentence on the standard error and code 1."""
    sys.exit("setup: %s." % sentence)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("\nsetup: interrupted; the next call goes on from here.\n")
        sys.exit(130)
    except (IOError, OSError) as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            fail(DISK_FULL)
        name = error.filename if os.path.isabs(error.filename or "") else VENV
        fail("%s: %s: make it writable and call again" % (name, error.strerror or error))

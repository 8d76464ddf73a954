"""Create or complete the environment .venv: `python3 envs/bootstrap.py [--slurm] [--dev]`.

uv installs the packages, three times as fast as pip, with the mirrors that are set for pip. A
failure is one sentence that says how to fix it, and the next call continues from there. The syntax
works in any Python, so that an old one can say so: no f-strings, annotations or pathlib.
"""

import ast
import errno
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time

from failures import DISK_FULL, GIGABYTES, KILLED, ROOM, explain

SUPPORTED = ((3, 11), (3, 12), (3, 13))  # 3.14 does not have wheels of every package yet
VERSIONS = "Python 3.11, 3.12 or 3.13"

UV = "uv==0.13.9"
PEOPLE = "requirements-people.txt"  # a package used for its data only, without dependencies
LEVELS = ("requirements.txt", "requirements-slurm.txt", "requirements-dev.txt")  # each has the last

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON, UV_PROGRAM = (os.path.join(VENV, "bin", name) for name in ("python", "uv"))
# The real path, because this program may be running in a .venv that it removes.
INTERPRETER = os.path.realpath(sys.executable)
# Missing in a .venv made by hand; "unfinished" while files are being written; otherwise the place
# and the digest of each installed level.
STATE = os.path.join(VENV, "setup-state")

DOOMED = os.path.join(ROOT, ".venv.old")

PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_EXTRA_INDEX_URL",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}
SECTIONS = ("global", "install", ":env:")  # of pip's settings; the later take precedence
# Would lead packages, or the search for them, to other places.
MISLEADING = ("PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_HASHES", "UV_WORKING_DIR")
UV_SETTINGS = {
    "UV_COMPILE_BYTECODE": "1",  # once, instead of in the first run, or in every run
    "UV_INDEX_STRATEGY": "unsafe-best-match",  # as pip does: any index may have the CPU's torch
}


def main(arguments):
    """Bring .venv to the pinned state; `--slurm` adds the cluster plugin, `--dev` everything."""
    wanted = LEVELS[: 3 if "--dev" in arguments else 2 if "--slurm" in arguments else 1]
    digests = [digest(LEVELS[: k + 1]) for k in range(len(wanted))]
    if is_complete(digests[-1]):
        return
    begun = time.time()
    lock = wait_for_others()
    if not is_complete(digests[-1]):
        usable = is_usable()
        if not usable:
            check_interpreter()
        fcntl.fcntl(lock, fcntl.F_SETFD, 0)  # uv holds it too, and may outlive this program
        if not usable:
            create()
        say(
            "Installing %s: a minute or more the first time; needs %.1f GB of disk space (%.1f GB "
            "free)." % (wanted[-1], GIGABYTES, free())
        )
        if UV.split("==")[1] not in ask([UV_PROGRAM, "--version"]).split():
            # Not "already satisfied" by one that an interruption cut short.
            check(run([PYTHON, "-m", "pip", "install", "--quiet", "--ignore-installed", UV]))
        settings = translate(ask([PYTHON, "-m", "pip", "config", "list", "-vvv"]))
        install(settings, PEOPLE, "--no-deps")
        install(settings, wanted[-1], "-c", "constraints.txt")
        write_state([place()] + digests)
    say("The environment .venv is ready after %.0f s." % (time.time() - begun))


def wait_for_others():
    """Make sure that only one set-up at a time works in this folder; return the lock."""
    lock = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (IOError, OSError):
        say("Waiting for another set-up of this folder to finish ...")
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def digest(requirements):
    """Return the digest of requirement files, with the pins and the data package."""
    content = hashlib.sha256()
    for name in ("constraints.txt", PEOPLE) + requirements:
        with open(os.path.join(ROOT, name), "rb") as file:
            content.update(file.read())
    return content.hexdigest()


def place():
    """Name what .venv depends on: its own path, which its scripts contain, and an interpreter."""
    return "%s, made with %s" % (VENV, os.path.realpath(PYTHON))


def read_state():
    """Return the lines of the state file; None if there is none."""
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
    """Return whether the requirements with this digest are installed, in this place."""
    lines = read_state() or [""]
    return lines[0] == place() and digest in lines[1:] and os.path.exists(PYTHON)


def is_usable():
    """Return whether packages can be added to the existing .venv."""
    lines = read_state()
    if lines is not None and lines[0] != place():
        return False  # unfinished (a package may be incomplete), moved, or another interpreter
    if not os.path.exists(os.path.join(VENV, "pyvenv.cfg")):
        return False
    version = re.match(r"Python (\d+)\.(\d+)", ask([PYTHON, "--version"]))
    return bool(version) and tuple(int(part) for part in version.groups()) in SUPPORTED


def create():
    """Create an empty .venv, replacing whatever is there."""
    if os.path.islink(VENV):
        fail("%s is a symbolic link: remove it and call again" % VENV)
    if os.path.exists(VENV):
        say("The existing .venv is incomplete, was moved or has another Python: recreating it.")
        shutil.rmtree(DOOMED, ignore_errors=True)
        os.rename(VENV, DOOMED)  # one that is half removed must not look as if it could be used
    shutil.rmtree(DOOMED, ignore_errors=True)
    if free() < GIGABYTES:
        fail("only %.1f GB of disk space are free: %s" % (free(), ROOM))
    os.mkdir(VENV)
    write_state(["unfinished"])
    check(run([INTERPRETER, "-m", "venv", VENV]))
    os.remove(STATE)


def check_interpreter():
    """Continue with this interpreter, restart with a suitable one from PATH, or fail."""
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
        # A name on PATH proves nothing: it may be a version manager's inactive placeholder.
        probe = "import ensurepip, sys, venv; print(sys.executable)"
        other = ask(["python%d.%d" % supported, "-c", probe])
        if other:
            say("%s %s; continuing with %s." % (found, reason.split(":")[0], other))
            os.execv(other, [other] + sys.argv)
    fail("%s %s, or name another one: make PYTHON=/path/to/python3.12" % (found, reason))


def install(settings, requirements, *options):
    """Install `requirements` with uv, whose `settings` are environment variables."""
    command = [UV_PROGRAM, "pip", "install", "--no-config", "--color", "never", "--python", PYTHON]
    before = read_state()
    write_state(["unfinished"])  # an abrupt end may leave half a package
    command += ["-r", requirements] + list(options)
    code, output = ended = run(command, dict(UV_SETTINGS, **settings))
    if not code or "Resolved" not in output:  # uv has finished, or changed nothing
        write_state(before) if before else os.remove(STATE)
    check(ended)


def translate(pip_config):
    """Return what `pip config list` prints as environment variables of uv."""
    found = {}
    for section in SECTIONS:
        for line in pip_config.split("\n"):
            name, _, value = line.partition("=")
            variable = PIP_TO_UV.get(name[len(section) + 1 :])
            if name.startswith(section + ".") and variable and value not in ("''", '""'):
                parts = [os.path.expanduser(part) for part in ast.literal_eval(value).split()]
                found[variable] = ("," if variable == "UV_FIND_LINKS" else " ").join(parts)
    return found


def run(command, defaults=()):
    """Run a command, its output on the terminal and in a log; return exit status and output.

    `defaults` are environment variables for those that are not set.
    """
    environment = dict(defaults, **os.environ)
    environment["PIP_USER"] = "0"
    for name in MISLEADING:
        environment.pop(name, None)
    output = []
    step = subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        close_fds=False,
    )
    try:
        with open(os.path.join(VENV, "setup.log"), "ab", 0) as log:
            for line in iter(step.stdout.readline, b""):
                log.write(line)
                output.append(line.decode("ascii", "replace"))
                if output[-1][:3] not in (" + ", " - "):  # one for each package
                    say("  " + output[-1].rstrip())
    except BaseException:
        step.terminate()
        raise
    finally:
        code = step.wait()
    return code, "".join(output)


def check(ended):
    """End with the reason where a step failed, given its exit status and output."""
    code, output = ended
    if code:
        # Near a full disk the reason is clear, even if venv hides it.
        reason = DISK_FULL if free() < 0.05 else KILLED if code == -signal.SIGKILL else None
        fail((reason or explain(output)) + " (full output: .venv/setup.log)")


def ask(command):
    """Return what a command prints; nothing if it fails or does not exist."""
    try:
        return subprocess.check_output(command, stderr=subprocess.STDOUT).decode().strip()
    except (IOError, OSError, subprocess.CalledProcessError):
        return ""


def free():
    """Return the free disk space of .venv in gigabytes."""
    disk = os.statvfs(ROOT)
    return disk.f_bavail * disk.f_frsize / 1e9


def say(line):
    """Print at once, also into a pipe."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def fail(sentence):
    """Exit with one sentence on standard error and status 1."""
    sys.exit("setup: %s." % sentence)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("\nsetup: interrupted; the next call continues from here.\n")
        sys.exit(130)
    except (IOError, OSError) as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            fail(DISK_FULL)
        name = error.filename if os.path.isabs(error.filename or "") else VENV
        fail("%s: %s: make it writable and call again" % (name, error.strerror or error))

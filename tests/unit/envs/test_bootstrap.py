"""envs/bootstrap.py as its users meet it: run as a program, with stand-ins for what it calls."""

import ast
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from failures import explain

ROOT = Path(__file__).parents[3]
FILES = (
    "requirements.txt", "requirements-people.txt", "requirements-slurm.txt", "requirements-dev.txt",
    "constraints.txt",
)  # fmt: skip
UV = "pip install --quiet --ignore-installed uv=="  # and a version
PEOPLE = "uv install -r requirements-people.txt --no-deps None"

# What pip, uv and venv really printed, pip's shortened in the middle.
NO_NETWORK_FOR_PIP = """Looking in indexes: http://127.0.0.1:9/simple
WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after \
connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object at \
0x7ff82f5db2d0>: Failed to establish a new connection: [Errno 111] Connection refused')': \
/simple/uv/
ERROR: Could not find a version that satisfies the requirement uv==0.13.9 (from versions: none)
ERROR: No matching distribution found for uv==0.13.9
"""
NO_UV = NO_NETWORK_FOR_PIP.splitlines()[-1]
NO_NETWORK = """error: Request failed after 1 retry in 1.3s
  cause: Failed to fetch: http://no.such.host.invalid/simple/snakemake/
  cause: error sending request for url (http://no.such.host.invalid/simple/snakemake/)
  cause: client error (Connect)
  cause: dns error
"""
NO_VERSION = """error: No solution found when resolving dependencies
  cause: Because there is no version of immutables==9.21 and you require immutables==9.21, we can \
conclude that your requirements are unsatisfiable.
"""
NO_WHEEL = """error: No solution found when resolving dependencies
  cause: Because connection-pool==0.0.3 has no usable wheels and you require \
connection-pool==0.0.3, we can conclude that your requirements are unsatisfiable.
"""
NO_SPACE = """error: Failed to initialize cache at `small/c`
  cause: failed to write to file `/tmp/small/c/CACHEDIR.TAG`: No space left on device (os error 28)
"""
NO_RIGHT = "Error: [Errno 13] Permission denied: '/srv/facemotion/.venv/lib'\n"

# Stands for an interpreter, and in .venv/bin for its python, pip and uv.
STAND_IN = """
import json, os, runpy, shutil, sys, time
from pathlib import Path
from types import SimpleNamespace

me, arguments = Path(sys.argv[1]), sys.argv[2:]
settings = json.loads(Path(os.environ["STAND_IN"]).read_text())
if arguments[0] == "-c":
    print(me)
elif arguments == ["--version"]:
    print("uv 0.1.2 (x86_64)" if me.name == "uv" else "Python 3.12.4")
elif arguments[:2] == ["-m", "venv"]:
    bin = Path(arguments[2]) / "bin"
    bin.mkdir(parents=True)
    for name in ("python", "pip", "uv"):
        shutil.copy(me, bin / name)
    (bin.parent / "pyvenv.cfg").touch()
    print("made venv")
elif arguments == ["-m", "pip", "config", "list", "-vvv"]:
    print(settings.get("config", ""))
elif arguments[:2] == ["-m", "pip"]:
    print("pip", *arguments[2:], flush=True)
    sys.exit(settings.get("pip_code", 0))
elif arguments[0] == "pip":
    assert arguments[1:4] == ["install", "--no-config", "--color"]
    assert arguments[4:7] == ["never", "--python", str(me.with_name("python"))]
    if settings.get("only", arguments[8]) != arguments[8]:
        sys.exit()
    given = os.environ.get("UV_EXTRA_INDEX_URL")
    print("uv", arguments[1], *arguments[7:], given, flush=True)
    print(settings.get("output", ""), end="", flush=True)
    if settings.get("killed"):
        os.kill(os.getpid(), 9)
    if settings.get("hang"):
        (me.parent / "half_a_package").touch()
        time.sleep(4)
    sys.exit(settings.get("code", 0))
else:
    sys.version_info = tuple(settings.get("version", (3, 12, 4)))
    sys.executable = str(me)
    if "free" in settings:
        os.statvfs = lambda path: SimpleNamespace(f_bavail=settings["free"], f_frsize=1)
    sys.modules.update(dict.fromkeys(settings.get("missing", [])))
    sys.argv = arguments
    sys.path.insert(0, str(Path(arguments[0]).parent))
    runpy.run_path(arguments[0], run_name="__main__")
"""


class Clone:
    """A folder with the set-up program and a `bin` that is all there is on PATH."""

    def __init__(self, folder: Path):
        self.root, self.bin = folder / "clone", folder / "bin"
        self.venv = self.root / ".venv"
        self.root.mkdir()
        shutil.copytree(
            ROOT / "envs", self.root / "envs", ignore=shutil.ignore_patterns("__pycache__")
        )
        for name in FILES:
            shutil.copy(ROOT / name, self.root)
        (folder / "stand_in.py").write_text(STAND_IN)
        self.settings = folder / "settings.json"
        self.environment: dict[str, str] = {}
        self.bin.mkdir()
        self.launcher = f'#!/bin/sh\nexec "{sys.executable}" "{folder}/stand_in.py" "$0" "$@"\n'
        self.add_interpreter("python3")

    def add_interpreter(self, name: str, text: str | None = None) -> Path:
        path = self.bin / name
        path.write_text(text or self.launcher)
        path.chmod(0o755)
        return path

    def start(self, *arguments: str, **settings) -> subprocess.Popen:
        self.settings.write_text(json.dumps(settings))
        return subprocess.Popen(
            [self.bin / "python3", self.root / "envs" / "bootstrap.py", *arguments],
            env={"PATH": str(self.bin), "STAND_IN": str(self.settings)} | self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Shells start background jobs with SIGINT ignored, and children inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def run(self, *arguments: str, **settings) -> tuple[int, str, str]:
        process = self.start(*arguments, **settings)
        output, errors = process.communicate(timeout=60)
        return process.returncode, output, errors

    def fail(self, *arguments: str, **settings) -> str:
        """Run, and give the one sentence of a failure."""
        code, _, errors = self.run(*arguments, **settings)
        assert code == 1
        assert errors.startswith("setup: ") and errors.endswith(".\n") and errors.count("\n") == 1
        return errors

    @property
    def calls(self) -> list[str]:
        """What venv, pip and uv were asked for since .venv was made."""
        lines = (self.venv / "setup.log").read_text().splitlines()
        return [line for line in lines if line.startswith(("made venv", "pip ", "uv "))]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_first_call_installs_and_the_second_does_nothing(clone):
    code, output, errors = clone.run()
    assert (code, errors) == (0, "")
    assert "Installing requirements.txt" in output and "2.5 GB" in output
    made, uv, *installed = clone.calls
    assert made == "made venv" and uv.startswith(UV)
    assert installed == [PEOPLE, "uv install -r requirements.txt -c constraints.txt None"]
    assert clone.run() == (0, "", "")
    assert len(clone.calls) == 4


def test_dev_adds_to_a_run_environment_and_covers_it(clone):
    clone.run()
    clone.run("--dev")
    dev = "uv install -r requirements-dev.txt -c constraints.txt None"
    assert clone.calls[-2:] == [PEOPLE, dev]
    assert clone.run("--dev") == clone.run("--slurm") == clone.run() == (0, "", "")


def test_a_cluster_needs_less_than_development(clone):
    clone.run("--slurm")
    slurm = "uv install -r requirements-slurm.txt -c constraints.txt None"
    assert clone.calls[-2:] == [PEOPLE, slurm]
    assert clone.run() == (0, "", "")
    clone.run("--dev")
    dev = "uv install -r requirements-dev.txt -c constraints.txt None"
    assert clone.calls[-2:] == [PEOPLE, dev]


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("requirements.txt", True),
        ("constraints.txt", True),
        ("requirements-people.txt", True),
        ("requirements-slurm.txt", False),
        ("requirements-dev.txt", False),
    ],
)
def test_changed_requirements_are_installed_into_the_same_environment(clone, changed, again):
    clone.run()
    with (clone.root / changed).open("a") as file:
        file.write("# changed\n")
    clone.run()
    assert [call[:3] for call in clone.calls] == ["mad"] + ["pip", "uv ", "uv "] * (1 + again)


def test_the_indexes_that_pip_is_told_of_serve_uv_too(clone):
    config = r"""
:env:.extra-index-url='https://example.org/cpu'
global.extra-index-url='\nhttps://example.org/a\nhttps://example.org/b'
global.timeout='60'
install.extra-index-url=''
"""
    clone.run(config=config)
    assert clone.calls[-1].endswith("constraints.txt https://example.org/cpu")
    clone.run("--dev", config=config.replace(":env:.extra", ":env:.other"))
    assert clone.calls[-1].endswith("constraints.txt https://example.org/a https://example.org/b")
    (clone.venv / "setup-state").unlink()
    clone.run(config=f"{config}install.extra-index-url='https://example.org/c'")
    assert clone.calls[-1].endswith("constraints.txt https://example.org/cpu")
    (clone.venv / "setup-state").unlink()
    clone.run(
        config=f"{config}install.extra-index-url='https://example.org/c'".replace(":env:", "")
    )
    assert clone.calls[-1].endswith("constraints.txt https://example.org/c")
    clone.environment = {"UV_EXTRA_INDEX_URL": "https://example.org/uv"}
    (clone.venv / "setup-state").unlink()
    clone.run(config=config)
    assert clone.calls[-1].endswith("constraints.txt https://example.org/uv")


def test_an_environment_made_by_hand_is_kept(clone):
    (clone.venv / "bin").mkdir(parents=True)
    for name in ("python", "pip", "uv"):
        shutil.copy(clone.bin / "python3", clone.venv / "bin" / name)
    (clone.venv / "pyvenv.cfg").touch()
    (clone.venv / "mine").touch()
    assert clone.run()[0] == 0
    assert (clone.venv / "mine").exists()
    assert clone.run() == (0, "", "")


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 9, 18), (3, 10, 1)])
def test_old_python(clone, version):
    sentence = clone.fail(version=version)
    assert "Python {}.{}.{} (".format(*version) in sentence
    assert "is too old: install Python 3.11, 3.12 or 3.13" in sentence
    assert not clone.venv.exists()


def test_too_new_python(clone):
    assert "Python 3.14.0" in clone.fail(version=(3, 14, 0))


def test_a_fitting_interpreter_on_the_path_takes_over(clone):
    clone.add_interpreter("python3.11", "#!/bin/sh\necho 'command not found' >&2\nexit 127\n")
    fitting = clone.add_interpreter(
        "python3.13",
        '#!/bin/sh\n[ "$1" = -c ] && echo "$0" && exit\necho went on with "$0" "$2"\n',
    )
    code, output, errors = clone.run("--dev", version=(3, 9, 18))
    assert (code, errors) == (0, "")
    assert f"is too old; continuing with {fitting}" in output
    assert f"went on with {fitting} --dev" in output


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_python_without_venv(clone, module):
    sentence = clone.fail(version=(3, 11, 2), missing=[module])
    assert "Python 3.11.2" in sentence and "apt install python3.11-venv" in sentence
    assert not clone.venv.exists()


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (NO_NETWORK, "the package index could not be reached"),
        (NO_NETWORK_FOR_PIP, "the package index could not be reached"),
        (NO_UV, "found no wheel of uv==0.13.9"),
        (NO_VERSION, "found no wheel of immutables==9.21"),
        (NO_WHEEL, "found no wheel of connection-pool==0.0.3"),
        (NO_SPACE, "the disk is full"),
        (NO_RIGHT, "writing was refused (Permission denied): make .venv"),
        ("error: Hash mismatch for `numpy`\n", "it failed (error: Hash mismatch for `numpy`): fix"),
        ("MemoryError\n", "probably for lack of memory"),
        ("Oops\n", "without giving a reason"),
    ],
)
def test_what_uv_says_becomes_one_sentence_and_the_next_call_goes_on(clone, output, expected):
    sentence = clone.fail(output=output, code=1)
    assert expected in sentence
    assert sentence.endswith("(full output: .venv/setup.log).\n")
    assert output.strip() in (clone.venv / "setup.log").read_text()
    assert clone.run()[0] == 0
    assert clone.run() == (0, "", "")


def test_too_little_disk_space_is_told_before_anything_is_made(clone):
    sentence = clone.fail(free=int(1.7e9))
    assert "only 1.7 GB of disk space are free: .venv takes 2.5 GB" in sentence
    assert not clone.venv.exists()


def test_uv_without_memory(clone):
    assert "probably for lack of memory" in clone.fail(killed=True)


def test_a_second_set_up_waits_for_the_first_and_finds_its_work_done(clone):
    lock = os.open(clone.root, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    second = clone.start()
    assert "Waiting for another set-up" in second.stdout.readline()
    os.close(lock)
    assert second.communicate(timeout=60)[1] == "" and second.returncode == 0
    assert clone.run() == (0, "", "")


def test_make_without_python_says_what_to_install(tmp_path):
    # Without this, make says which folders it enters when `make test` runs these tests.
    command = [
        "make",
        "--no-print-directory",
        "-f",
        ROOT / "Makefile",
        "env",
        "PYTHON=no-such-python",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.stderr.startswith("setup: no-such-python was not found: install Python 3.11")
    assert done.returncode != 0 and done.stdout == ""


def test_failing_to_fetch_keeps_the_environment(clone):
    clone.fail(output=NO_NETWORK, code=1)
    clone.run()
    assert clone.calls.count("made venv") == 1


def test_failing_to_update_keeps_the_environment_and_what_the_user_added(clone):
    clone.run()
    (clone.venv / "mine").touch()
    with (clone.root / "requirements.txt").open("a") as file:
        file.write("# changed\n")
    clone.fail(output=NO_NETWORK, code=1, only="requirements.txt")
    assert clone.run()[0] == 0 and (clone.venv / "mine").exists()
    assert clone.run() == (0, "", "")


def wait_for(path: Path) -> None:
    for _ in range(600):
        if path.exists():
            return
        time.sleep(0.05)
    raise AssertionError(f"{path} did not come")


def test_pip_that_cannot_fetch_uv_ends_the_set_up(clone):
    clone.fail(pip_code=1)
    assert clone.calls[-1].startswith(UV)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_sudden_end_while_unpacking_leaves_nothing_half_made(clone, end):
    half = clone.venv / "bin" / "half_a_package"
    process = clone.start(hang=True)
    wait_for(half)
    process.send_signal(end)
    if end == signal.SIGKILL:
        process.wait()
        process.stdout.close()
        process.stderr.close()
    else:
        errors = process.communicate(timeout=60)[1]
        assert process.returncode == 130
        assert errors.strip() == "setup: interrupted; the next call continues from here."
    code, output, _ = clone.run()
    assert code == 0 and "recreating it" in output
    # uv outlives a program that is killed, and the next one waits for it.
    assert ("Waiting for another set-up" in output) == (end == signal.SIGKILL)
    assert not half.exists() and not clone.venv.with_name(".venv.old").exists()
    assert clone.run() == (0, "", "")


def test_a_moved_clone_gets_a_new_environment(clone):
    clone.run()
    moved = clone.root.with_name("moved")
    clone.root.rename(moved)
    clone.root, clone.venv = moved, moved / ".venv"
    assert "recreating it" in clone.run()[1]


def test_a_vanished_interpreter_gets_a_new_environment(clone):
    clone.run()
    (clone.venv / "bin" / "python").unlink()
    (clone.venv / "bin" / "pip").unlink()
    assert "recreating it" in clone.run()[1]


def test_an_environment_that_is_half_removed_is_not_taken_for_one_made_by_hand(clone):
    clone.run()
    (clone.venv / "setup-state").unlink()
    (clone.venv / "pyvenv.cfg").unlink()
    assert "recreating it" in clone.run()[1]


def test_a_place_that_cannot_be_written(clone):
    # Root may write anywhere; what no one may remove is a link.
    clone.venv.symlink_to(clone.bin)
    assert f"setup: {clone.venv} is a symbolic link: remove it" in clone.fail()


def test_real_pip_with_an_unreachable_index(clone):
    environment = {name: text for name, text in os.environ.items() if not name.startswith("PIP_")}
    index = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull}
    done = subprocess.run(
        [sys.executable, clone.root / "envs" / "bootstrap.py"],
        env=environment | index | {"PIP_RETRIES": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("setup: the package index could not be reached")
    assert "NewConnectionError" in (clone.venv / "setup.log").read_text()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["flask==3.1.0", "--index-url", "http://127.0.0.1:9/simple"], "could not be reached"),
        (["flask==3.1.0", "--no-index"], "found no wheel of flask==3.1.0 that"),
    ],
)
def test_what_real_uv_says(tmp_path, options, expected):
    done = subprocess.run(
        [
            Path(sys.executable).with_name("uv"), "pip", "install", "--dry-run", "--python",
            sys.executable, "--cache-dir", tmp_path, *options,
        ],
        env=os.environ | {"UV_HTTP_RETRIES": "0"},
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.returncode
    assert expected in explain(done.stdout + done.stderr)


@pytest.mark.parametrize("name", ["bootstrap.py", "failures.py"])
def test_the_syntax_is_old_enough_for_any_python_to_say_its_sentence(name):
    tree = ast.parse((ROOT / "envs" / name).read_text(), feature_version=(3, 4))
    new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Starred, ast.AsyncFunctionDef)
    assert not [node for node in ast.walk(tree) if isinstance(node, new)]
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        assert function.returns is None and not function.args.kwonlyargs

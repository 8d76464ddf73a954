"""The digest of code follows imports, and nothing else."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from facemotion.provenance import (
    WORKFLOW,
    changed_since,
    code_digest,
    module_path,
    reached_files,
    settings_digest,
    take_snapshot,
)

SCRIPTS = Path(__file__).parents[2] / "workflow" / "scripts"
DIGEST = """
from facemotion.provenance import code_digest
print(code_digest(["scripts/resample_frames.py"]), code_digest(["scripts/train_fold.py"]))
"""


@pytest.fixture
def scripts(tmp_path):
    shutil.copytree(SCRIPTS, tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "scripts"


def digests(scripts):
    """Digest in a process of its own, since files are read once a process."""
    run = subprocess.run(
        [sys.executable, "-c", DIGEST], cwd=scripts, capture_output=True, text=True, check=True
    )
    return run.stdout.split()


def append(file, text):
    file.write_text(file.read_text() + text)


def test_an_edited_module_changes_what_imports_it(scripts):
    resample, train = digests(scripts)
    append(scripts / "facemotion/models/inputs.py", "\nEXTRA = 1\n")
    assert digests(scripts)[0] == resample
    assert digests(scripts)[1] != train


def test_a_module_reached_through_another_counts(scripts):
    before = digests(scripts)
    append(scripts / "facemotion/errors.py", "\nEXTRA = 1\n")
    assert all(a != b for a, b in zip(before, digests(scripts), strict=True))


def test_comments_and_formatting_do_not_count(scripts):
    before = digests(scripts)
    append(scripts / "facemotion/errors.py", "\n\n\n# a remark\n")
    assert digests(scripts) == before


def test_a_module_that_nothing_imports_does_not_count(scripts):
    before = digests(scripts)
    (scripts / "facemotion/unused.py").write_text("EXTRA = 1\n")
    assert digests(scripts) == before


def test_docstrings_do_not_count_but_other_texts_do(scripts):
    before = digests(scripts)
    errors = scripts / "facemotion/errors.py"
    text = errors.read_text()
    errors.write_text(text.replace("Input from the user", "Input from somebody"))
    assert digests(scripts) == before
    errors.write_text(text.replace("expected {expected}.", "wanted {expected}."))
    assert all(a != b for a, b in zip(before, digests(scripts), strict=True))


def test_a_snapshot_names_what_changed_and_says_nothing_of_other_copies():
    starts = ["scripts/split_folds.py"]
    snapshot = take_snapshot()
    assert changed_since(snapshot, starts) == []
    assert changed_since("", starts) == []
    (files,) = json.loads(snapshot).values()
    changed = "scripts/facemotion/splits/schemes.py"
    edited = files | {changed: "x", "scripts/facemotion/demo/plan.py": "x"}
    assert changed_since(json.dumps({str(WORKFLOW): edited}), starts) == [changed]
    assert changed_since(json.dumps({"elsewhere": edited}), starts) == []
    del edited[changed]
    assert changed_since(json.dumps({str(WORKFLOW): edited}), starts) == [changed]


def test_a_changed_file_is_named_whether_it_is_code_or_not(scripts):
    """In a copy and in a process of its own, since files are read once a process."""
    schema = scripts.parent / "schemas/flow.schema.yaml"
    schema.parent.mkdir()
    schema.write_text("type: object\n")
    changed = (
        "import sys\n"
        "from facemotion.provenance import changed_since, take_snapshot\n"
        "starts = ['scripts/split_folds.py', 'schemas/flow.schema.yaml']\n"
        "print(changed_since(sys.argv[1], starts) if sys.argv[1:] else take_snapshot())"
    )

    def call(*arguments):
        command = [sys.executable, "-c", changed, *arguments]
        run = subprocess.run(command, cwd=scripts, capture_output=True, text=True, check=True)
        return run.stdout.strip()

    snapshot = call()
    assert call(snapshot) == "[]"
    append(scripts / "facemotion/errors.py", "\n# a remark\n")
    append(scripts / "facemotion/demo/plan.py", "\nEXTRA = 1\n")
    assert call(snapshot) == "[]"
    append(scripts / "facemotion/errors.py", "\nEXTRA = 1\n")
    schema.write_text("type: array\n")
    assert call(snapshot) == "['schemas/flow.schema.yaml', 'scripts/facemotion/errors.py']"


def test_a_snapshot_holds_all_that_a_rule_can_name():
    (files,) = json.loads(take_snapshot()).values()
    for name in ("scripts/job.py", "scripts/facemotion/sequences/samm/__init__.py",
                 "resources/paper.json", "schemas/config.schema.yaml"):  # fmt: skip
        assert name in files
    assert not [name for name in files if "__pycache__" in name]
    assert any(name.startswith("report/page/") for name in files)


def test_imports_are_followed_into_functions_and_packages():
    reached = reached_files(["scripts/facemotion/sequences/samm/__init__.py"])
    for name in ("indexing.py", "workbook.py"):  # imported by a function, and by what it imports
        assert f"scripts/facemotion/sequences/samm/{name}" in reached
    assert "scripts/facemotion/sequences/__init__.py" in reached
    assert not [name for name in reached if "ckplus" in name]


def test_what_is_chosen_by_name_counts_when_it_is_named():
    script = "scripts/train_fold.py"
    networks = [module_path(f"facemotion.models.networks.{name}") for name in ("tcn", "lstm")]
    assert networks[0] == "scripts/facemotion/models/networks/tcn.py"
    assert not set(networks) & set(reached_files([script]))
    assert len({code_digest([script, *more]) for more in ([], networks[:1], networks[1:])}) == 3
    assert code_digest([script, *networks]) == code_digest([*networks[::-1], script])


def test_a_package_is_its_init():
    path = module_path("facemotion.sequences.ckplus")
    assert path == "scripts/facemotion/sequences/ckplus/__init__.py"


def test_settings_are_digested_whatever_the_order_of_their_keys():
    assert settings_digest({"a": 1, "b": [2]}) == settings_digest({"b": [2], "a": 1})
    assert settings_digest({"a": 1}) != settings_digest({"a": 2})
    assert settings_digest(["a", "b"]) != settings_digest(["b", "a"])  # classes, in their order

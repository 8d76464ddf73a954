"""Modules of the user's: found, and their imports followed, without running them."""

import sys

import pytest

from facemotion.errors import InputError
from facemotion.own_code import check_class, find_module, make_importable
from facemotion.provenance import (
    changed_since,
    code_digest,
    file_digest,
    reached_files,
    take_snapshot,
)

NET = "from torch import nn\n\n\nclass Net(nn.Module):\n    pass\n"


def test_a_module_is_found_in_the_working_directory_or_beside_the_workflow(write_module, tmp_path):
    name = write_module("raise SystemExit('run')\n")
    assert find_module(name) == tmp_path / f"{name}.py"
    packaged = write_module(NET, f"{name}_package.inner.net")
    assert find_module(packaged).parent == tmp_path / f"{name}_package/inner"
    assert packaged not in sys.modules
    assert find_module("tests.lint_workflow").is_file()  # beside the workflow
    assert find_module("torch.nn.modules.conv").name == "conv.py"


def test_the_users_modules_come_before_installed_ones(write_module, tmp_path):
    write_module("", "iniconfig.mine")
    (tmp_path / "iniconfig/__init__.py").write_text("")
    assert find_module("iniconfig.mine").parent == tmp_path / "iniconfig"
    sys.path.append(str(tmp_path))
    make_importable()
    assert sys.path[0] == str(tmp_path) and sys.path.count(str(tmp_path)) == 1


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ("no_such_module:Net", r"there is no module no_such_module in .*; put its file there"),
        ("torch.no_such:Net", "there is no module torch.no_such in"),
        ("math:sin", r"the module math is .*, expected a Python file; name one\."),
        ("net.py:Net", r"there is no module net\.py"),
        ("folder/net:Net", r"'folder/net:Net' is not a class; write it as package\.module:Class"),
        ("net:", "'net:' is not a class"),
    ],
)
def test_a_module_that_is_not_there_is_one_sentence(choice, sentence, write_module):
    with pytest.raises(InputError, match=sentence):
        check_class(choice)


def test_a_class_that_is_not_there_is_one_sentence(write_module):
    module = write_module(NET)
    check_class(f"{module}:Net")
    with pytest.raises(InputError, match=rf"{module}\.py: there is no class Gnet; it has Net\."):
        check_class(f"{module}:Gnet")
    nothing = write_module("def build():\n    pass\n")
    with pytest.raises(InputError, match="there is no class Net; it defines no class"):
        check_class(f"{nothing}:Net")
    for source in ("from elsewhere import Net\n", "from elsewhere import *\n", "Net = make()\n"):
        check_class(f"{write_module(source)}:Net")


def test_a_file_that_is_no_python_is_one_sentence_with_its_line(write_module):
    module = write_module("import torch\nclass Net(:\n")
    with pytest.raises(InputError, match=rf"{module}\.py, line 2: invalid syntax"):
        check_class(f"{module}:Net")


def test_what_a_module_imports_of_the_user_counts(write_module, tmp_path):
    helper = write_module("X = 1\n")
    inner = write_module("import numpy\n", f"{helper}_package.inner.layers")
    for folder in (f"{helper}_package", f"{helper}_package/inner"):
        (tmp_path / folder / "__init__.py").write_text("")
    net = write_module(
        f"import {helper}\nimport torch\nimport yaml\ndef f():\n    from .layers import Block\n",
        f"{helper}_package.inner.net",
    )
    expected = [helper, f"{helper}_package", f"{helper}_package.inner", inner, net]
    assert reached_files([f"own:{net}"]) == [f"own:{name}" for name in expected]


def test_what_a_module_imports_of_this_project_counts(write_module):
    module = write_module("from facemotion.models.inputs import INPUTS\n")
    assert "scripts/facemotion/models/frontal.py" in reached_files([f"own:{module}"])


def test_of_an_installed_package_its_own_modules_count_alone():
    reached = reached_files(["own:filelock._unix"])
    assert "own:filelock._api" in reached
    assert all(name.startswith("own:filelock") for name in reached)


def test_another_line_of_a_module_is_another_digest(write_module):
    texts = (NET, NET + "# a remark\n", NET.replace("pass", "x = 1"))
    modules = [f"own:{write_module(text)}" for text in texts]
    first, remark, other = map(file_digest, modules)
    assert first == remark != other
    assert len({code_digest([name]) for name in modules}) == 3  # names count too


def test_a_snapshot_tells_that_a_module_has_changed(write_module):
    module = write_module(NET)
    starts = [f"own:{module}"]
    snapshot = take_snapshot(starts)
    assert changed_since(snapshot, starts) == []
    assert changed_since(take_snapshot(), starts) == starts  # not planned with
    digest = snapshot.partition(f'"own:{module}": "')[2][:8]
    assert changed_since(snapshot.replace(digest, "0" * 8), starts) == starts

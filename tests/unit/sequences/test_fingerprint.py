import os
import subprocess
import sys
from pathlib import Path

import pytest

import facemotion
from builders import write
from facemotion.sequences.fingerprint import digest_files, tree_fingerprint


@pytest.fixture
def tree(tmp_path):
    for name in ("S005/001/a.png", "S005/001/b.png", "S010/001/a.png"):
        os.utime(write(tmp_path / "tree" / name, "pixels"), ns=(10**18, 10**18))
    return tmp_path / "tree"


def test_the_digest_does_not_depend_on_order_and_is_16_digits():
    entries = [("a", 1, 5), ("b", 2, 6)]
    assert digest_files(entries) == digest_files(entries[::-1])
    assert len(digest_files(entries)) == 16
    assert int(digest_files([]), 16) >= 0


def test_path_size_and_time_each_count():
    digests = {digest_files([e]) for e in [("a", 1, 5), ("b", 1, 5), ("a", 2, 5), ("a", 1, 6)]}
    assert len(digests) == 4
    assert digest_files([("a", 1, 25)]) != digest_files([("a", 12, 5)])


def test_a_tree_seen_twice_or_elsewhere_is_the_same(tree, tmp_path):
    before = tree_fingerprint(tree)
    assert tree_fingerprint(str(tree)) == before
    assert tree_fingerprint(tree.rename(tmp_path / "moved")) == before


def grow(tree):
    (tree / "S005/001/a.png").write_text("more pixels")


def touch(tree):
    os.utime(tree / "S005/001/a.png", ns=(10**18, 10**18 + 1))


def rename(tree):
    (tree / "S005/001/a.png").rename(tree / "S005/001/c.png")


def move(tree):
    (tree / "S005/001/b.png").rename(tree / "S010/001/b.png")


def delete(tree):
    (tree / "S010/001/a.png").unlink()


def add(tree):
    write(tree / "S010/001/z.png")


def add_empty_sequence(tree):
    (tree / "S010/002").mkdir()


@pytest.mark.parametrize(
    "change", [grow, touch, rename, move, delete, add, add_empty_sequence], ids=lambda f: f.__name__
)
def test_every_change_changes_the_fingerprint(tree, change):
    before = tree_fingerprint(tree)
    change(tree)
    assert tree_fingerprint(tree) != before


def test_litter_does_not_count(tree):
    before = tree_fingerprint(tree)
    for name in (".DS_Store", "S005/.DS_Store", "S005/001/._a.png", "Thumbs.db", "__MACOSX/a.png"):
        write(tree / name, "litter")
    assert tree_fingerprint(tree) == before


def test_linked_folders_are_followed_and_circles_end(tree, tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (root / "images").symlink_to(tree, target_is_directory=True)
    (tree / "circle").symlink_to(root, target_is_directory=True)
    before = tree_fingerprint(root)
    touch(tree)
    assert tree_fingerprint(root) != before


def test_a_missing_root_is_not_found(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        tree_fingerprint(tmp_path / "nowhere")
    with pytest.raises(NotADirectoryError):
        tree_fingerprint(write(tmp_path / "file"))


def test_planning_a_run_does_not_load_pandas():
    check = (
        "import sys, facemotion.sequences.fingerprint\n"
        "print({'pandas', 'numpy'} & {name.split('.')[0] for name in sys.modules})"
    )
    scripts = Path(facemotion.__file__).parents[1]
    run = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, cwd=scripts, check=True
    )
    assert run.stdout == "set()\n"

"""What every reader of datasets offers."""

import subprocess
import sys
from pathlib import Path

import pytest

import facemotion
from builders import make_ckplus, make_samm, write
from clips_builder import write_sheet
from facemotion.provenance import WORKFLOW
from facemotion.sequences.readers import load_reader, reader_module, reader_names
from facemotion.sequences.traits import Traits
from tracks_builder import make_tracks

READERS = ("ckplus", "custom", "samm", "tracks")


def make(reader, tmp_path):
    """Make a dataset of a reader with one sequence."""
    if reader == "ckplus":
        return make_ckplus(tmp_path / "ck", [{"id": "S005_001", "emotion": "happy"}])
    if reader == "samm":
        return make_samm(tmp_path / "samm", [{}])
    if reader == "tracks":
        return make_tracks(tmp_path / "tracks", ["happy"])
    write(
        tmp_path / "a.csv", "frame," + ",".join(f"{a}_{k}" for a in "xy" for k in range(68)) + "\n"
    )
    return write_sheet(tmp_path / "clips.tsv", "clip | path", "a | a.csv")


SETTINGS = {"has_images": True, "label_order": ["action_units"], "label_table": None}


def test_the_readers_are_the_packages():
    assert tuple(reader_names()) == READERS
    assert reader_module("samm") == "facemotion.sequences.samm"


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_indexes_its_dataset_and_notices_changes(tmp_path, reader):
    package, path = load_reader(reader), make(reader, tmp_path)
    assert len(package.index(str(path), SETTINGS)) == 1
    before = package.fingerprint(str(path))
    assert package.fingerprint(str(path)) == before
    more = {
        "ckplus": "cohn-kanade-images/S006/001/S006_001_00000001.png",
        "samm": "SAMM_LongVideos_V2_Release.xlsx",
        "tracks": "tracks.h5",
    }
    write(tmp_path / "a.csv" if reader == "custom" else path / more[reader], "changed")
    assert package.fingerprint(str(path)) != before


@pytest.mark.parametrize("reader", READERS)
def test_files_that_a_reader_reads_are_there(reader):
    for name in getattr(load_reader(reader), "RESOURCES", ()):
        assert (WORKFLOW / name).is_file(), name


def test_the_traits_of_the_readers():
    assert {name: load_reader(name).TRAITS for name in READERS} == {
        "ckplus": Traits(
            "folder", has_labels=True, keeps_unlabelled=False, lists_tables=True, paper="ckplus"
        ),
        "custom": Traits("sheet", has_labels=False, keeps_unlabelled=True, lists_tables=True),
        "samm": Traits("folder", has_labels=True, keeps_unlabelled=False, paper="samm"),
        "tracks": Traits("folder", has_labels=True, keeps_unlabelled=False, lists_tables=True),
    }


@pytest.mark.parametrize("reader", READERS)
def test_planning_a_run_loads_no_heavy_package(reader):
    check = (
        "import sys\n"
        "from facemotion.sequences.readers import load_reader\n"
        f"load_reader({reader!r})\n"
        "print({'pandas', 'numpy', 'cv2', 'openpyxl'} & {n.split('.')[0] for n in sys.modules})"
    )
    scripts = Path(facemotion.__file__).parents[1]
    run = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, cwd=scripts, check=True
    )
    assert run.stdout == "set()\n"

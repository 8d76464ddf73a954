"""The main job, whole: what it makes, and that it makes the same everywhere."""

import fcntl
import json

import jsonschema
import pytest
import yaml

from projects import clone, frozen_bytes

pytestmark = pytest.mark.slow


def test_the_result_keeps_its_schema(finished):
    schema = yaml.safe_load((finished.folder / "workflow/schemas/cv.schema.yaml").read_text())
    result = json.loads((finished.folder / "results/tcn_cv.json").read_text())
    jsonschema.validate(result, schema)
    assert result["parameters"] == result["paper"]["parameters"] == 330_119
    assert list(result["schemes"]) == ["shuffle", "grouped"]
    assert result["dataset"]["rendered"]


def test_the_flow_counts_every_sequence(finished):
    flow = json.loads((finished.folder / "results/tcn_cv.json").read_text())["flow"]
    steps = [step["n"] for step in flow["steps"]]
    assert steps == [26, 25, 24, 20]  # less one unlabelled, one short, four with contempt
    assert flow["clips"]["made"] == flow["clips"]["used"] == 24  # with four neutral ones
    tested = json.loads((finished.folder / "results/splits/ckplus/grouped.json").read_text())[
        "clips"
    ]
    assert tested == 24


def test_every_frame_of_the_demo_has_landmarks(finished):
    assert "have no landmarks" not in finished.output


def test_the_summary_is_printed_at_the_end(finished):
    summary = (finished.folder / "results/tcn_cv.txt").read_text()
    assert summary in finished.output
    assert "rendered demo faces" in summary


def test_nothing_is_to_be_done_after_a_run(finished):
    assert "Nothing to be done" in finished.snakemake("-n")


def test_one_core_or_two_make_the_same_bytes_whatever_the_computer_is_set_to(finished, tmp_path):
    other = clone(tmp_path / "other")
    # What this processor would choose by itself, an older one could not.
    older = {"ATEN_CPU_CAPABILITY": "default", "ONEDNN_MAX_CPU_ISA": "SSE41", "MKL_CBWR": "SSE4_2",
             "NPY_DISABLE_CPU_FEATURES": "X86_V3", "OPENBLAS_CORETYPE": "Nehalem"}  # fmt: skip
    elsewhere = {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"}
    other.snakemake("--cores", "1", **older, **elsewhere)
    expected, found = frozen_bytes(finished.folder), frozen_bytes(other.folder)
    assert expected.keys() == found.keys()
    assert len(expected) > 20
    different = [name for name in expected if expected[name] != found[name]]
    assert different == []


def test_no_file_needs_a_lock(project):
    """On some network file systems locks fail; here somebody else holds them."""
    with (project.folder / "results/dataset/ckplus.h5").open("rb") as dataset:
        fcntl.flock(dataset, fcntl.LOCK_EX)
        jobs = project.jobs("--cores", "1", "--forcerun", "split_folds", "--until", "split_folds")
    assert jobs == {"split_folds": 2}

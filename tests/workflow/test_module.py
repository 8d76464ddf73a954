"""Another workflow takes single stages as a module, on its own data, in its own folder."""

import shutil

import h5py
import pytest

from projects import Project

pytestmark = pytest.mark.slow
SNAKEFILE = """
SETTINGS = {{
    "sequences": {{"datasets": {{"theirs": {{"reader": "ckplus", "path": "{data}"}}}}}},
    "landmarks": {{"shards": 1}},
}}

module facemotion:
    snakefile: "{repository}/Snakefile"
    config: SETTINGS
    {prefix}

use rule * from facemotion as face_*

rule count_clips:
    default_target: True
    input: "{folder}results/dataset/theirs.tsv"
    output: "clips.txt"
    shell: "grep -c ok {{input}} > {{output}}"
"""


@pytest.fixture
def other(finished, tmp_path) -> Project:
    """A workflow elsewhere with two sequences of its own; the repository stays as it is."""
    table = (finished.folder / "results/sequences/ckplus.tsv").read_text().splitlines()
    names = [row.split("\t")[0] for row in table if "\tok\t" in row][:2]
    for name in names:
        for part in ("cohn-kanade-images", "Emotion", "FACS"):
            folder = f"{part}/{name.replace('_', '/')}"
            source = finished.folder / "results/demo/ckplus" / folder
            shutil.copytree(source, tmp_path / "other/data/CK+" / folder)
    return Project(tmp_path / "other")


def write_snakefile(other, repository, data, prefix="", folder=""):
    text = SNAKEFILE.format(repository=repository, data=data, prefix=prefix, folder=folder)
    (other.folder / "Snakefile").write_text(text)


def landmarks_by_clip(path) -> dict:
    with h5py.File(path) as file:
        return dict(zip(file["clip_id"].asstr()[:], file["landmarks"][:], strict=True))


def test_a_module_takes_data_to_the_dataset(other, finished):
    write_snakefile(other, finished.folder, "data/CK+")
    jobs = other.jobs("--cores", "2")
    assert (other.folder / "clips.txt").read_text() == "2\n"
    assert jobs == {
        "face_index_sequences": 1,
        "face_filter_sequences": 1,
        "face_resample_frames": 1,
        "face_synthesize_neutral": 1,
        "face_want_frames": 1,
        "face_shard_frames": 1,
        "face_extract_landmarks": 1,
        "face_merge_landmarks": 1,
        "face_normalize_landmarks": 1,
        "count_clips": 1,
    }
    found = landmarks_by_clip(other.folder / "results/dataset/theirs.h5")
    expected = landmarks_by_clip(finished.folder / "results/dataset/ckplus.h5")
    assert len(found) == 2
    assert all((found[clip] == expected[clip]).all() for clip in found)
    assert "Nothing to be done" in other.snakemake("-n", "--cores", "1")


def test_a_prefix_keeps_its_files_together(other, finished):
    data = other.folder / "data/CK+"
    write_snakefile(other, finished.folder, data, 'prefix: "faces"', "faces/")
    other.snakemake("--cores", "2", "faces/results/sequences/theirs.tsv")
    made = {str(file.relative_to(other.folder)) for file in other.folder.glob("**/*.tsv")}
    assert made == {
        "faces/results/sequences/theirs.tsv",
        "faces/results/sequences/theirs.index.tsv",
    }


def test_a_mistake_in_a_modules_config_is_one_sentence(other, finished):
    write_snakefile(other, finished.folder, "no/such")
    output = other.snakemake("-n", check=False)
    assert "sequences.datasets.theirs.path is 'no/such', but there is no such folder" in output
    assert "Traceback" not in output

"""What a user sees when something is wrong: one sentence, no traceback."""

import shutil

import pytest

pytestmark = pytest.mark.slow


def test_a_wrong_setting_is_one_sentence(project):
    project.configure({"models": {"tcn": {"epochs": "ten"}}})
    output = project.snakemake("-n", check=False)
    assert output.splitlines()[1:] == [  # the first line is Snakemake's, on its profile
        "ERROR config.yaml: models.tcn.epochs is 'ten', but must be a whole number at least 1."
    ]


def test_a_missing_folder_is_one_sentence(project):
    project.configure({"sequences": {"datasets": {"ckplus": {"path": "no/such"}}}})
    output = project.snakemake("-n", check=False)
    assert "sequences.datasets.ckplus.path is 'no/such', but there is no such folder" in output
    assert "Traceback" not in output


def test_a_folder_that_is_no_dataset_is_one_sentence(project):
    (project.folder / "empty").mkdir()
    project.configure({"sequences": {"datasets": {"ckplus": {"path": "empty"}}}})
    output = project.snakemake("--cores", "1", check=False)
    assert "ERROR index_sequences[dataset=ckplus]: " in output
    assert "Traceback" not in output
    log = (project.folder / "logs/sequences/ckplus.index.log").read_text()
    assert "Traceback" in log
    # Once more below what Snakemake says of the failure, and at the log's end.
    after = output.rpartition("Error in rule index_sequences")[2]
    assert log.splitlines()[-1] in after
    assert log.splitlines()[-1].endswith("(log: logs/sequences/ckplus.index.log)")


def test_frames_without_a_face_are_a_warning_and_rows(project):
    shutil.move(project.folder / "results/demo/ckplus", project.folder / "CK+")
    project.configure({"sequences": {"datasets": {"ckplus": {"path": "CK+"}}}})
    table = (project.folder / "results/dataset/ckplus.tsv").read_text().splitlines()
    sequence = table[1].split("\t")[0]
    subject, number = sequence.split("_")
    frames = sorted((project.folder / "CK+/cohn-kanade-images" / subject / number).glob("*.png"))
    for frame in frames[len(frames) // 2 :]:
        frame.write_bytes(b"")
    output = project.snakemake("--cores", "2", "results/dataset/ckplus.h5")
    assert "WARNING merge_landmarks[dataset=ckplus]: " in output
    assert f"unreadable), in 1 sequences: {sequence};" in output
    row = (project.folder / "results/dataset/ckplus.tsv").read_text().splitlines()[1].split("\t")
    assert row[0] == sequence
    assert row[5] == "excluded"
    assert "of 20 frames failed, at most 25% are allowed; frame " in row[6]
    assert row[6].endswith(": is empty")

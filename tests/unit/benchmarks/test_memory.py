"""The synthetic input of the memory benchmark, and how a job's peak is read."""

import subprocess
import sys
import time

import numpy as np
import psutil
import pytest

from facemotion.files.video import read_video
from facemotion.landmarks.extraction import extract_landmarks
from facemotion.landmarks.store import read_landmarks
from facemotion.sequences.ckplus import index
from memory import _peaks, peak_mb
from synthetic import write_tree, write_video

MEGABYTES = 300


def test_a_synthetic_tree_is_read_like_any_other(tmp_path):
    write_tree(tmp_path / "tree", sequences=12, frames=3)
    table = index(str(tmp_path / "tree"), {"has_images": True})
    assert table.status.tolist() == ["ok"] * 12
    assert table.subject.tolist() == ["S000"] * 10 + ["S001"] * 2
    assert table.emotion.tolist()[:7] == [
        "anger", "disgust", "fear", "happy", "sad", "surprise", "anger",
    ]  # fmt: skip
    members = table[["sequence_id", "frame_pattern", "frame_numbers"]].to_dict("records")
    settings = {"images": True, "image_size": None}
    extract_landmarks(members, tmp_path / "tree", "dataset", settings, tmp_path / "faces.h5")
    faces = read_landmarks(tmp_path / "faces.h5")
    assert not faces.frame_status.any()  # 0: ok
    assert len(set(faces.content.tolist())) == 36  # no frame passes for another


def test_a_synthetic_video_has_the_frames_asked_for(tmp_path):
    write_video(tmp_path / "video.avi", 3)
    *frames, none = read_video(tmp_path / "video.avi", [1, 2, 3, 4])
    assert [frame.shape for frame in frames] == [(240, 320)] * 3
    assert not isinstance(none, np.ndarray)


def test_the_peak_of_work_counts_what_was_freed():
    def work():
        np.ones(MEGABYTES * 2**20, "u1")

    assert peak_mb(work) - peak_mb(lambda: None) == pytest.approx(MEGABYTES, rel=0.1)


def test_the_peak_of_a_script_is_found_by_its_name(tmp_path):
    script = tmp_path / ".snakemake/scripts/tmp0.train_fold.py"
    script.parent.mkdir(parents=True)
    script.write_text(f"x = bytearray(b'1') * ({MEGABYTES} * 2**20)\ndel x\ninput()\n")
    program = f"import subprocess, sys; subprocess.run([sys.executable, {str(script)!r}])"
    command = [sys.executable, "-c", program]
    with psutil.Popen(command, stdin=subprocess.PIPE) as process:
        for _ in range(200):
            peaks = dict(_peaks(process))
            if peaks.get("train_fold", 0) > MEGABYTES:
                break
            time.sleep(0.05)
        process.communicate(b"\n")
    assert peaks["train_fold"] == pytest.approx(MEGABYTES, rel=0.2)

"""Long videos as tracks: they show what the rendered ones show."""

import numpy as np
import pandas as pd
import pytest

from facemotion.demo.people.action_units import CODES, INDEX
from facemotion.demo.samm_long import act_video, shown_units
from facemotion.demo.samm_long_plan import plan_long_videos
from facemotion.demo.samm_long_tracks import SIDES, shown_over_time, write_long_tracks
from facemotion.files import hdf5
from facemotion.sequences.tracks.layout import FILE, LAYOUT

SETTINGS = {
    "seed": 4, "subjects": 1, "videos": 2, "frames": 900, "version": 3,
    "expressions": {"happy": 1, "contempt": 1, "micro": 1},
}  # fmt: skip


def test_all_pictures_at_once_show_what_each_shows():
    video = plan_long_videos(SETTINGS)[0]
    courses, _, background = act_video(video)
    together = shown_over_time(courses, background)
    for index in (0, 300, 450, 899):
        single = shown_units(courses, background, index)
        for code in CODES:
            for place, side in enumerate(SIDES):
                shown = together[index, INDEX[code], place]
                assert shown == pytest.approx(single.get((code, side), 0.0), abs=1e-9)


def test_a_folder_holds_tracks_workbook_and_what_is_no_expression(tmp_path):
    write_long_tracks(tmp_path / "a", SETTINGS)
    write_long_tracks(tmp_path / "b", SETTINGS)
    for file in (FILE, "truth.tsv", "background.tsv", "SAMM_LongVideos_V3_Release.xlsx"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    arrays, _ = hdf5.read(tmp_path / "a" / FILE, LAYOUT)
    assert arrays["landmarks"].shape == (2, 900, 68, 2)
    assert np.isfinite(arrays["landmarks"]).all()
    truth = pd.read_csv(tmp_path / "a/truth.tsv", sep="\t")
    smile = truth[(truth["emotion"] == "happy") & (truth["au"] == 12)]
    onset, apex = smile["onset_frame"].min(), smile["apex_frame"].max()
    clip = list(arrays["sequence_id"]).index(smile["sequence_id"].iloc[0][:5])
    points = arrays["landmarks"][clip]
    width = np.linalg.norm(points[:, 54] - points[:, 48], axis=1)
    eyes = np.linalg.norm(points[:, 45] - points[:, 36], axis=1)
    relative = width / eyes
    assert relative[apex - 5 : apex + 5].mean() > relative[onset - 10 : onset].mean() * 1.05

"""The referee: scores predictions against ground truth, chance and blind tiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from facemotion.files import tsv
from facemotion.spotting.choosing import choose_without
from facemotion.spotting.floors import LENGTHS, scatter, tile
from facemotion.spotting.intervals import TYPES, Interval
from facemotion.spotting.scoring import (
    FOUND,
    PREDICTED,
    TRUE,
    count_by_subject,
    f1_of,
    score_counts,
)
from facemotion.spotting.truth import OK, Rules, read_again, read_truth, true_intervals
from facemotion.spotting.videos import extents, last_frames

CHANCE_DRAWS = 50
BACKGROUND = {
    "video": tsv.NAME, "kind": tsv.NAME, "first_frame": tsv.WHOLE, "last_frame": tsv.WHOLE,
}  # fmt: skip


@dataclass(frozen=True)
class Referee:
    """The ground truth of a set of videos, and the rules for scoring predictions against it.

    Attributes
    ----------
    truth
        The ground-truth table.
    rules
        Rules by which unusual cells were interpreted.
    last_frames
        Last frame of each available video.
    extents
        First and last frame of each video that is scored.
    fps
        Frame rate of each video, in frames per second.
    subjects
        Subject of each video.
    classes
        Labels that each class comprises.
    bootstrap
        `confidence`, `draws` and `seed` of the bootstrap.
    background
        By kind of motion that is no expression: where it occurs, as (video, first frame, last
        frame).
    """

    truth: pd.DataFrame
    rules: Rules
    last_frames: Mapping[str, int]
    extents: Mapping[str, tuple[int, int]]
    fps: Mapping[str, float]
    subjects: Mapping[str, str]
    classes: Mapping[str, Sequence[str]]
    bootstrap: Mapping
    background: Mapping[str, Sequence[tuple[str, int, int]]] = field(default_factory=dict)

    @property
    def true(self) -> list[Interval]:
        """The true intervals."""
        return true_intervals(self.truth, self.classes)

    @property
    def minutes(self) -> float:
        """Total duration of all videos, in minutes."""
        return sum((b - a + 1) / self.fps[v] / 60 for v, (a, b) in self.extents.items())

    def score(self, predicted: Sequence[Interval]) -> dict:
        """Score predictions, also against chance and with other rules for the ground truth."""
        return {
            **self.counts(predicted),
            "chance_f1": self._chance(predicted),
            "false_alarms_per_minute": self._alarms(predicted),
            "f1_by_other_rules": {
                name: self._f1(predicted, rules) for name, rules in self.rules.others().items()
            },
        }

    def counts(self, predicted: Sequence[Interval]) -> dict:
        """Score predictions by type; see `facemotion.spotting.scoring.score_counts`."""
        return score_counts(count_by_subject(self.true, predicted, self.subjects), **self.bootstrap)

    def choose(self, by_choice: Sequence[Sequence[Interval]], default: int) -> dict:
        """Choose a setting for each video and type, on all subjects other than the video's."""
        true = self.true
        counts = np.stack([count_by_subject(true, some, self.subjects) for some in by_choice])
        chosen = choose_without(counts, default)
        row = {name: k for k, name in enumerate(sorted(set(self.subjects.values())))}
        return {
            (video, kind): int(chosen[row[self.subjects[video]], k])
            for video in self.extents
            for k, kind in enumerate(TYPES)
        }

    def blind(self) -> tuple[list[Interval], list[int]]:
        """Return the tiles of the lengths that are best on other subjects, and these lengths."""
        tiles = [tile(self.extents, length) for length in LENGTHS]
        middle = int(np.searchsorted(LENGTHS, np.median([i.length for i in self.true])))
        chosen = self.choose(tiles, min(middle, len(LENGTHS) - 1))
        kept = [i for k, some in enumerate(tiles) for i in some if chosen[i.video, i.type] == k]
        return kept, [LENGTHS[k] for k in sorted(set(chosen.values()))]

    def _f1(self, predicted: Sequence[Interval], rules: Rules) -> float | None:
        truth = true_intervals(read_again(self.truth, rules, self.last_frames), self.classes)
        sums = count_by_subject(truth, predicted, self.subjects).sum(axis=(0, 1))
        return _known(f1_of(sums[FOUND], sums[PREDICTED], sums[TRUE]))

    def _chance(self, predicted: Sequence[Interval]) -> dict:
        true, sums = self.true, []
        for draw in range(CHANCE_DRAWS):
            seed = self.bootstrap["seed"] + draw
            scattered = scatter(predicted, self.extents, seed)
            sums.append(count_by_subject(true, scattered, self.subjects).sum(axis=0))
        sums = np.array(sums)
        parts = {kind: sums[:, k] for k, kind in enumerate(TYPES)} | {"overall": sums.sum(axis=1)}
        return {
            name: _known(np.mean(f1_of(part[:, FOUND], part[:, PREDICTED], part[:, TRUE])))
            for name, part in parts.items()
        }

    def _alarms(self, predicted: Sequence[Interval]) -> dict:
        """Count predictions per minute that overlap no true interval, in all and by background."""
        true = self.true
        alarms = [i for i in predicted if not any(_share(i, t) for t in true)]
        rates = {"all": len(alarms) / self.minutes}
        for kind, events in self.background.items():
            spent = sum((last - first + 1) / self.fps[v] / 60 for v, first, last in events)
            events = [Interval(v, "", first, last) for v, first, last in events]
            within = sum(any(_mostly(i, e) for e in events) for i in alarms)
            rates[kind] = within / spent if spent else None
        return rates


def make_referee(
    videos: pd.DataFrame,
    truth: pd.DataFrame,
    rules: Rules = Rules(),  # noqa: B008 (frozen)
    classes: Mapping[str, Sequence[str]] | None = None,
    bootstrap: Mapping | None = None,
    background: str | Path | None = None,
) -> Referee:
    """Create a referee for the available videos; the ground truth of others is left out.

    Parameters
    ----------
    videos, truth
        The tables of videos and of the ground truth.
    rules
        Rules by which unusual cells of the ground truth were interpreted.
    classes
        Labels that each class comprises.
    bootstrap
        `confidence`, `draws` and `seed`.
    background
        Path of a table with the columns of `BACKGROUND`, or None.
    """
    usable = videos[videos["status"] == OK]
    ends = extents(videos)
    events: dict[str, list] = {}
    if background:
        for row in tsv.read_table(background, BACKGROUND).itertuples():
            if row.video in ends:
                events.setdefault(row.kind, []).append((row.video, row.first_frame, row.last_frame))
    return Referee(
        truth[truth["video"].isin(ends)],
        rules,
        last_frames(videos),
        ends,
        tsv.cells_by(usable, "video", "fps"),
        tsv.cells_by(usable, "video", "subject"),
        classes or {},
        bootstrap or {},
        events,
    )


def read_referee(
    videos: pd.DataFrame,
    truth: str | Path,
    rules: Mapping[str, str],
    classes: Mapping[str, Sequence[str]],
    bootstrap: Mapping,
    background: str | Path | None = None,
) -> Referee:
    """Read the table of the ground truth, and create the referee; see `make_referee`."""
    return make_referee(videos, read_truth(truth), Rules(**rules), classes, bootstrap, background)


def read_extents(truth: pd.DataFrame, predicted: Sequence[Interval]) -> dict[str, tuple[int, int]]:
    """Estimate the extents of videos without image files from all intervals in them."""
    used = truth[truth["status"] == OK]
    ends = {video: int(last) for video, last in zip(used["video"], used["offset"], strict=True)}
    for video, last in zip(used["video"], used["offset"], strict=True):
        ends[video] = max(ends[video], int(last))
    for interval in predicted:
        ends[interval.video] = max(ends.get(interval.video, 1), interval.last)
    return {video: (1, last) for video, last in sorted(ends.items())}


def subject_of_name(video: str) -> str:
    """Return the subject of a video without ground truth: the part before the first underscore."""
    return video.partition("_")[0]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _share(a: Interval, b: Interval) -> bool:
    return a.video == b.video and a.first <= b.last and b.first <= a.last


def _mostly(a: Interval, within: Interval) -> bool:
    """Return whether at least half of an interval overlaps another."""
    both = min(a.last, within.last) - max(a.first, within.first) + 1
    return a.video == within.video and 2 * both >= a.length

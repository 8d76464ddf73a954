"""The spotting result: every spotter, with its floors (`results/spotting/<name>.json`)."""

from collections.abc import Mapping, Sequence

import pandas as pd

from facemotion.errors import InputError
from facemotion.evaluation.bootstrap import NO_WIDTH
from facemotion.files.tsv import Named
from facemotion.spotting.intervals import TYPES, Interval
from facemotion.spotting.referee import Referee
from facemotion.spotting.truth import OK

DEFINITION = (
    "A prediction is a true positive if it overlaps a true interval of the same video and type "
    "with an intersection over union of at least 0.5, in frames, both ends included. Matching is "
    "one-to-one, with as many pairs as possible; counts are summed over all videos, including "
    "those without true intervals."
)


def make_result(
    about: dict, referee: Referee, predictions: Mapping[str, Sequence[Interval]], more: Mapping
) -> dict:
    """Score named sets of predictions, with the floors.

    Parameters
    ----------
    about
        Describes what was scored; JSON-serialisable.
    referee
        Holds the ground truth and scores against it.
    predictions
        Intervals per name.
    more
        Further entries per name; JSON-serialisable.

    Raises
    ------
    InputError
        There are no true intervals.
    """
    if not (referee.truth["status"] == OK).any():
        raise InputError(
            f"{about['name']}: no row of the ground truth can be used, so nothing can be scored; "
            "its truth table has the reasons. You can ask for a timeline instead."
        )
    tiles, lengths = referee.blind()
    used = referee.truth[referee.truth["status"] == OK]
    return {
        "schema_version": 1,
        "about": about,
        "definition": DEFINITION,
        "confidence": referee.bootstrap["confidence"],
        "note": NO_WIDTH,
        "videos": {
            "count": len(referee.extents),
            "subjects": len(set(referee.subjects.values())),
            "without_truth": len(referee.extents.keys() - set(used["video"])),
            "minutes": sum(
                (last - first + 1) / referee.fps[v] / 60
                for v, (first, last) in referee.extents.items()
            ),
        },
        "truth": {
            "rounding": referee.rules.rounding,
            "missing_offset": referee.rules.missing_offset,
            "rows": len(referee.truth),
            "not_used": int((referee.truth["status"] != OK).sum()),
            "read_with_a_note": int((used["reason"] != "").sum()),
            **{kind: int((used["type"] == kind).sum()) for kind in TYPES},
        },
        "spotters": {
            name: {**referee.score(intervals), **more.get(name, {})}
            for name, intervals in predictions.items()
        },
        "floors": {
            "blind": {**referee.score(tiles), "lengths": lengths},
            "none": referee.score([]),
        },
    }


def score_intervals(
    about: dict,
    referee: Referee,
    intervals: pd.DataFrame,
    spotters: Sequence[str],
    chosen: Mapping,
) -> dict:
    """Score the chosen intervals of every spotter.

    Parameters
    ----------
    about, referee
        As in `make_result`.
    intervals
        Intervals of all spotters, with emotions.
    spotters
        Names of all spotters, including those that found nothing.
    chosen
        The chosen settings, as returned by `choose_intervals`.

    Raises
    ------
    InputError
        There are no true intervals.
    """
    predictions = Named(((name, []) for name in spotters), "spotter")
    for row in intervals.itertuples():
        found = Interval(row.video, row.type, row.first, row.last, row.emotion)
        predictions[row.spotter].append(found)
    more = {name: {"chosen": chosen[name]} for name in spotters}
    return make_result(about, referee, predictions, more)

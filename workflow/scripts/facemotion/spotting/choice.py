"""Choose every spotter's settings, subject by subject (rule `choose_intervals`)."""

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from facemotion.spotting.candidates import FINAL_COLUMNS, by_choice, keep_chosen
from facemotion.spotting.intervals import TYPES
from facemotion.spotting.referee import Referee
from facemotion.spotting.spotters import make_spotter


def choose_intervals(
    candidates: Mapping[str, pd.DataFrame], referee: Referee
) -> tuple[pd.DataFrame, dict]:
    """Choose for each video the setting that is best on other subjects; the default without truth.

    Parameters
    ----------
    candidates
        Tables of candidates, by spotter.
    referee
        Referee that scores the candidates.

    Returns
    -------
    DataFrame
        The chosen intervals: `FINAL_COLUMNS`, with emotions still empty.
    dict
        For each spotter and type, the settings and the number of subjects that each was chosen for;
        can be JSON.
    """
    kept, chosen_by = [], {}
    for name, table in candidates.items():
        spotter = make_spotter(name)
        intervals = by_choice(table, len(spotter.CHOICES))
        chosen = referee.choose(intervals, spotter.DEFAULT)
        kept.append(keep_chosen(table, chosen).assign(spotter=name))
        subjects = {
            (referee.subjects[video], kind): choice for (video, kind), choice in chosen.items()
        }
        chosen_by[name] = {
            kind: dict(
                Counter(
                    str(spotter.CHOICES[choice])
                    for (_, of), choice in sorted(subjects.items())
                    if of == kind
                )
            )
            for kind in TYPES
        }
    joined = pd.concat(kept).assign(emotion="", probability="", uncertain="")
    joined = joined.sort_values(["spotter", "video", "type", "first"], ignore_index=True)
    return joined[[*FINAL_COLUMNS]], chosen_by

"""The data flow from raw sequences to clips, as counts."""

import pandas as pd

from facemotion.dataset.classes import Classes


def add_clips(flow: dict, clips: pd.DataFrame, classes: Classes) -> dict:
    """Add the counts of clips to the flow of the sequences.

    Parameters
    ----------
    flow
        From `facemotion.sequences.filtering.count_flow`.
    clips
        The table of the stage `dataset`: one row per clip, with `class` and `status`.
    classes
        Classes of the dataset.
    """
    usable = clips[clips["status"] != "excluded"]
    counts = usable["class"].value_counts()
    return flow | {
        "clips": {
            "made": len(clips),
            "interpolated": int((clips["status"] == "interpolated").sum()),
            "excluded": int((clips["status"] == "excluded").sum()),
            "used": len(usable),
            "by_class": {name: int(counts.get(name, 0)) for name in classes.names},
        }
    }

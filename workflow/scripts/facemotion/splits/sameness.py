"""Which clips show the same frames, or the same person, whatever they are called.

Frames are the same where their pixels are, so that a file under two names, a copy of it, or two
overlapping parts of one video are found; people where their names differ by spelling alone
(`facemotion.sequences.subjects.name_key`), or where they share a frame.
"""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from facemotion.dataset.contract import Clips
from facemotion.sequences.subjects import name_key


def frame_keys(clips: Clips, row: int) -> set:
    """Name the source frames of a clip by content, else by sequence and number."""
    numbers, contents = clips.frame_number[row].tolist(), clips.content[row].tolist()
    sequence = clips.sequence_id[row]
    return {c or (sequence, n) for n, c in zip(numbers, contents, strict=True)}


def same_frames(clips: Clips, rows: np.ndarray) -> np.ndarray:
    """Group clips that share a frame, directly or through others, though of several sequences.

    A clip and the neutral clip of its sequence are not one group: splits treat them as two.

    Returns
    -------
    ndarray of int, shape (len(rows),)
        Place in `rows` of the first clip of each one's group.
    """
    sequence = _codes(clips.sequence_id[rows])
    linked = _link(sequence, *_frames_of(clips, rows))
    _, first, group = np.unique(linked, return_index=True, return_inverse=True)
    several = sequence != sequence[first][group]  # of clips of another sequence than the first's
    in_copies = np.isin(group, group[several])
    return np.where(in_copies, first[group], np.arange(len(rows)))


def same_person(clips: Clips, rows: np.ndarray) -> np.ndarray:
    """Group clips of one person, as far as names and frames tell.

    Returns
    -------
    ndarray of str, shape (len(rows),)
        Of each clip, the first of the names that its person has.
    """
    subjects = clips.subject[rows].astype(str)
    people = _codes(np.array([name_key(subject) for subject in subjects]))
    linked = _link(people, *_frames_of(clips, rows))
    first = {group: min(subjects[linked == group]) for group in set(linked.tolist())}
    return np.array([first[group] for group in linked.tolist()])


def _frames_of(clips: Clips, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give clip (its place in `rows`) and content of every frame whose content is known."""
    contents = clips.content[rows]
    clip, frame = np.nonzero(contents)
    return clip, contents[clip, frame]


def _link(group: np.ndarray, clip: np.ndarray, token: np.ndarray) -> np.ndarray:
    """Join groups of clips (N,) that have a token in common; give each clip's group, from 0."""
    tokens = _codes(token)
    n_groups, n_tokens = group.max(initial=-1) + 1, tokens.max(initial=-1) + 1
    size = n_groups + n_tokens
    edges = np.ones(len(tokens), bool), (group[clip], n_groups + tokens)
    _, component = connected_components(coo_array(edges, shape=(size, size)), directed=False)
    return _codes(component[group])


def _codes(values: np.ndarray) -> np.ndarray:
    return np.unique(values, return_inverse=True)[1]

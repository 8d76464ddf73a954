"""Clips that show the same frames or the same person, whatever their names.

Frames are the same where their pixels are, so that a file under two names, a copy of it, or two
overlapping parts of one video are found; people where their names differ by spelling alone
(`facemotion.sequences.subjects.name_key`), or where they share a frame.
"""

from collections.abc import Sequence

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

    Clips of one file share it where their ranges of frames overlap, whichever frames of these each
    of them uses: the frames between are nearly identical.

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


def shows_frames_of(clips: Clips, others: Sequence[Clips]) -> np.ndarray:
    """Mark the clips (N,) that show a frame of another dataset, whatever it is called there."""
    known = {content for other in others for content in np.unique(other.content).tolist()} - {0}
    return np.isin(clips.content, np.array(sorted(known), "uint64")).any(axis=1)


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
    """Return clip (its place in `rows`) and a token of everything that makes clips one.

    That is the content of each frame whose content is known, and the part of a file that clips
    with overlapping frames make up.
    """
    contents = clips.content[rows]
    clip, frame = np.nonzero(contents)
    shown = _codes(contents[clip, frame])
    parts = _parts_of_files(clips.source[rows], clips.frame_number[rows])
    tokens = np.concatenate([shown, parts + shown.max(initial=-1) + 1])
    return np.concatenate([clip, np.arange(len(rows))]), tokens


def _parts_of_files(source: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Assign one number to clips of one file whose frames (N, T) overlap, also indirectly."""
    first, last = number.min(axis=1), number.max(axis=1)
    order = np.lexsort((first, source.astype(str)))
    part = np.empty(len(source), int)
    current, end = -1, None
    for clip in order:
        if end is None or not source[clip] or end[0] != source[clip] or first[clip] > end[1]:
            current, end = current + 1, (source[clip], last[clip])
        end = (source[clip], max(end[1], last[clip]))
        part[clip] = current
    return part


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

"""Long videos on disk: folders of images, and video files."""

from pathlib import Path

import numpy as np

from facemotion.files.grey import UnreadableError
from facemotion.files.image_names import is_image
from facemotion.files.video import scan_video, uneven_frames
from facemotion.sequences.fingerprint import digest_files, is_stray
from facemotion.sequences.frame_names import escape_pattern, group_frames
from facemotion.spotting.videos import VideoRow

USUAL_FPS = 30.0  # if the file does not state its frame rate


def images_row(root: Path, folder: Path, video: str, subject: str, fps: float) -> VideoRow:
    """Describe a folder of images by file names alone.

    Parameters
    ----------
    root, folder
        Folder of the dataset, and the folder of images below it.
    video, subject
        Names for the table.
    fps
        Frames per second.
    """
    below = folder.relative_to(root).as_posix()
    names = [p.name for p in folder.iterdir() if is_image(p.name) and not is_stray(p.name)]
    groups = group_frames(f"{below}/{name}" for name in names)
    digest = digest_files([(f"{below}/", len(names), folder.stat().st_mtime_ns)])
    if not groups:
        unreadable = f"no numbered image in {below}"
        return VideoRow(video, subject, "", [], fps, digest, unreadable=unreadable)
    return VideoRow(video, subject, groups[0].pattern, groups[0].numbers, fps, digest)


def video_row(root: Path, file: Path, video: str, subject: str, fps: float | None) -> VideoRow:
    """Describe a video file, which is decoded once to count its frames.

    Parameters
    ----------
    root, file
        Folder of the dataset, and the video file below it.
    video, subject
        Names for the table.
    fps
        Frames per second; None reads it from the file.
    """
    below = file.relative_to(root).as_posix()
    stat = file.stat()
    digest = digest_files([(below, stat.st_size, stat.st_mtime_ns)])
    try:
        scanned = scan_video(file)
    except UnreadableError as error:
        return VideoRow(video, subject, "", [], fps or USUAL_FPS, digest, unreadable=str(error))
    notes = scanned.notes()
    if uneven := uneven_frames(scanned.times):
        notes.append(uneven)
    steps = np.diff(scanned.times)
    if fps is None:
        known = steps[np.isfinite(steps) & (steps > 0)]
        fps = round(float(1000 / np.median(known)), 3) if len(known) else USUAL_FPS
        if not len(known):
            notes.append(f"the file does not give its frame rate; {USUAL_FPS:g} fps assumed")
    numbers = [*range(1, scanned.n_frames + 1)]
    pattern = escape_pattern(below)
    return VideoRow(video, subject, pattern, numbers, fps, digest, reason="; ".join(notes))

# Settings of a dataset of long videos: functions, no rules.
from facemotion.config.datasets import backend_choice
from facemotion.spotting.readers import (
    load_video_reader,
    video_reader_module,
    videos_fingerprint,
)

SPOTTING = config["spotting"]
OWN_READERS = ("table", "video")  # for the user's videos: a table of them, or a single one


def long_videos(wildcards):
    """Return the settings of a dataset of long videos."""
    return SPOTTING["datasets"][wildcards.videos]


def is_generated(wildcards):
    """Return whether the demo generates the videos."""
    return long_videos(wildcards)["path"] in RENDERED


def video_root(wildcards):
    """Return the folder that video paths are relative to: for a table, its own folder."""
    path = Path(long_videos(wildcards)["path"])
    return str(path.parent if long_videos(wildcards)["reader"] in OWN_READERS else path)


def video_backend(wildcards):
    return backend_choice(long_videos(wildcards), config["landmarks"])


def image_root(wildcards):
    """Return the folder that image paths are relative to; None for videos without images."""
    has_images = make_backend(*video_backend(wildcards)).NEEDS_IMAGES
    return video_root(wildcards) if has_images else None


def video_backend_code(script):
    """Digest a rule's code with the landmark backend of the videos."""
    return lambda wildcards: code(script, backend_module(video_backend(wildcards)[0]))


def video_reader_code(wildcards):
    """Digest the code of a reader and the files of workflow/ that it reads."""
    reader = long_videos(wildcards)["reader"]
    files = getattr(load_video_reader(reader), "RESOURCES", ())
    return code("list_videos", video_reader_module(reader), files=files)


def raw_videos(wildcards):
    """Fingerprint the files of videos; the demo's are made by a rule, which Snakemake watches."""
    if is_generated(wildcards):
        return DEMO
    entry = long_videos(wildcards)
    return stop_on_error(videos_fingerprint, entry["reader"], entry["path"])

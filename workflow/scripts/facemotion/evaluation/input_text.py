"""Description of a network's input, with the paper's if it differs."""

# By network: the paper's input.
PAPER = {"tcn": "image", "scn": "224 × 224 pixels of the full image"}
CROPS = {"whole": "of the full image", "face": "around the face"}


def seen_input(settings: dict) -> str:
    """Name a model's input; for frames, their size and crop.

    Parameters
    ----------
    settings
        Settings of the model; for frames, `frames` has their `size_px` and `crop`.
    """
    if settings["input"] != "frames":
        return settings["input"]
    side, crop = settings["frames"]["size_px"], settings["frames"]["crop"]
    return f"{side} × {side} pixels {CROPS[crop]}"


def paper_input(settings: dict) -> str | None:
    """Return the same network's input in the paper; None if it is the same, or unknown."""
    paper = PAPER.get(settings["network"])
    return paper if paper != seen_input(settings) else None


def describe_input(settings: dict) -> str:
    """Name a model's input, as "motion (the paper's is image)"."""
    seen, paper = seen_input(settings), paper_input(settings)
    return f"{seen} (the paper's is {paper})" if paper else seen

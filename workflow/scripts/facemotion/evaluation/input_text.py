"""What a network sees, in words, with what it sees in the paper where that differs."""

# By network: the paper's input.
PAPER = {
    "tcn": "image",
    "scn": "frames of 224 × 224 pixels of the whole image",
}
CROPS = {"whole": "of the whole image", "face": "about the face"}


def describe_input(settings: dict) -> str:
    """Name a model's input, as "motion (the paper's: image)".

    Parameters
    ----------
    settings
        Of the model; where it sees frames, `frames` has their `size_px` and `crop`.
    """
    seen = settings["input"]
    if seen == "frames":
        side = settings["frames"]["size_px"]
        seen = f"frames of {side} × {side} pixels {CROPS[settings['frames']['crop']]}"
    paper = PAPER.get(settings["network"], seen)
    return seen if seen == paper else f"{seen} (the paper's: {paper})"

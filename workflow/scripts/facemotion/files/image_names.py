"""Recognise images by file name; standard library only, since every planning of a run uses it."""

import re

IMAGE_FORMATS = "png, jpg, tif, bmp or webp"
_IMAGE = re.compile(r"\.(png|jpe?g|tiff?|bmp|webp)", re.IGNORECASE)


def is_image(name: str) -> bool:
    """Return whether a file has the extension of a supported image format."""
    return bool(_IMAGE.fullmatch(name[name.rfind(".") :])) if "." in name else False

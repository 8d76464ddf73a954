"""Which files are images, by their names. Standard library only: used when a run is planned."""

import re

IMAGE_FORMATS = "png, jpg, tif, bmp or webp"
_IMAGE = re.compile(r"\.(png|jpe?g|tiff?|bmp|webp)", re.IGNORECASE)


def is_image(name: str) -> bool:
    """Tell by its extension whether a file is an image that the project reads."""
    return bool(_IMAGE.fullmatch(name[name.rfind(".") :])) if "." in name else False

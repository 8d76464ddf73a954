"""Messages about a dataset that are used in several places."""


def no_images(dataset: str) -> str:
    """Return the error message for a dataset without images, used with a pixel model."""
    return (
        f"dataset {dataset} consists of landmark tables and has no images, which a model with "
        "the input frames needs; choose a model with a landmark input."
    )

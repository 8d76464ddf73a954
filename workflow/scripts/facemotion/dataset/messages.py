"""What is said in several places about a dataset."""


def no_images(dataset: str) -> str:
    """Say that a dataset cannot be seen by a network on pixels."""
    return (
        f"dataset {dataset} consists of landmark tables and has no images, which a model with "
        "the input frames needs; choose a model with a landmark input."
    )

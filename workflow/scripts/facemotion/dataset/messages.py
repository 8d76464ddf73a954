"""What is said in several places about a dataset."""


def no_images(dataset: str) -> str:
    """Say that a dataset cannot be seen by a network on pixels."""
    return (
        f"dataset {dataset} is made of tables of landmarks and has no images, which a model with "
        "the input frames needs; choose a model whose input is made of landmarks."
    )

"""68-point facial landmarks for every distinct frame that the clips use (stage `landmarks`)."""


def backend_module(name: str) -> str:
    """Name the module of a landmark backend; a new one is such a file and a name in the schema."""
    return f"facemotion.landmarks.backend_{name}"

"""68-point facial landmarks for every frame that is wanted (stage `landmarks`)."""

"""68-point facial landmarks for every requested frame (stage `landmarks`)."""

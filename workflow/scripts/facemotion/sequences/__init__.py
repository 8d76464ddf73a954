"""List the sequences of a dataset and select the usable ones (stage `sequences`)."""

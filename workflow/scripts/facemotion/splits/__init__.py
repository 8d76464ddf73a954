"""Frozen folds, and the overlap of training and test (stage `splits`)."""

"""Frozen folds, and what they share (stage `splits`)."""

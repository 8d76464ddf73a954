"""Frozen folds, and what their two sides share (stage `splits`)."""

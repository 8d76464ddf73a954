"""Scores with their uncertainty, beside the paper's (stage `evaluation`)."""

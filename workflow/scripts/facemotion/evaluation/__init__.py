"""Scores with their uncertainty, compared with the paper's (stage `evaluation`)."""

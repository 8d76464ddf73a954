"""Clips of equal length, and which frames they want (stage `clips`)."""

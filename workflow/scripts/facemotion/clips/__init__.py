"""Clips of equal length, and the frames that they need (stage `clips`)."""

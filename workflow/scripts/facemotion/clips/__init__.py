"""Clips of so many frames, made from sequences of any length (stage `clips`)."""

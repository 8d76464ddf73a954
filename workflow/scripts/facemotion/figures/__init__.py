"""Figures for papers: one look, colour-blind-safe, the same bytes every time."""

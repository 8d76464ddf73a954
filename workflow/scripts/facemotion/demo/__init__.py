"""Demo data: one public-domain portrait, animated by facial action units, with exact landmarks."""

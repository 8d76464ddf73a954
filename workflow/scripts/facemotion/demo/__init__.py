"""Demo data: generated people, moved by facial action units, with exact landmarks."""

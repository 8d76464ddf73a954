"""Demo data: generated people animated by facial action units, with exact landmarks."""

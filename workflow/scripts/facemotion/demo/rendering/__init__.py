"""A software renderer of generated people: skin that is painted once, and lit in every frame."""

"""A software renderer of generated people: skin is painted once, and shaded in every frame."""

"""Models: a network, its input and its training, as configured."""

"""Models: a network, what it sees, and how it is trained, as the config names them."""

"""From face-image sequences to cross-validated emotion classifiers."""

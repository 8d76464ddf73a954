"""From face-image sequences to emotion classifiers that are explained and tested."""

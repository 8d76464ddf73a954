"""The input of the networks: landmarks of every clip, as HDF5 (stage `dataset`)."""

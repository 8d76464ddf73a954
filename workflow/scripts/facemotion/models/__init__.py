"""The models: a network, what it sees, and how it is trained, as the config names them.

A network is one module here with

- `build(shape, n_classes, settings) -> torch.nn.Module`, fresh weights for inputs of `shape`;
- optionally `fit`, where it is not trained by gradient descent (`facemotion.models.training`);
- optionally `LAYERS`, the layers at which its activation maps are taken.

What a network sees is a kind of `facemotion.models.inputs`. A new network is one file here, its
name in the config's schema and an entry in the config.
"""


def network_module(network: str) -> str:
    """Name the module of a network."""
    return f"facemotion.models.networks.{network}"

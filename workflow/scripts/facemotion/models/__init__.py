"""The networks: one module each, named in the config as `models.<name>.network`.

A network's module has `build(n_classes) -> torch.nn.Module` and nothing that acts on import. A new
network is one file here, its name in the config's schema and an entry in the config.
"""


def network_module(network: str) -> str:
    """Name the module of a network."""
    return f"facemotion.models.{network}"

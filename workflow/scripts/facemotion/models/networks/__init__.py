"""The networks: one file here for each, named in the config as `models.<name>.network`.

A network is a module with

- `INPUTS`, the kinds of input that it can see (`facemotion.models.inputs`, and ``frames``);
- `build(shape, n_classes, settings) -> torch.nn.Module`, fresh weights for inputs of `shape`.

It may have

- `SETTINGS`, a JSON schema of each setting of its own;
- `MIN_FRAMES`, of a clip that it can see;
- `LAYERS`, the layers at which its activation maps are taken;
- `fit`, where it is not trained by gradient descent (`facemotion.models.training`).

All but the functions are literals: they are read without importing the module, since torch takes
seconds and a workflow is planned often.
"""

"""Maps of the evidence for a class: Grad-CAM, HiResCAM and integrated gradients, with captum.

A map is signed: positive supports the class, negative against it. Nothing is clipped or scaled,
so that a reader can still tell a weak map from a strong one. Its axes are those of the network's
input without the channels: landmark × frame, or y × x of a pixel network.

The classic CAM (Zhou et al. 2016), which the paper names, needs global average pooling and one
dense layer; networks that flatten into two can have its gradient kin only.
"""

import torch
from captum.attr import IntegratedGradients, LayerGradCam, LayerGradientXActivation
from torch import nn

from facemotion.errors import InputError
from facemotion.explanation.own_layers import choose_layers
from facemotion.explanation.registration import to_input_grid
from facemotion.models.declarations import read_declaration
from facemotion.models.inputs import OVER_TIME
from facemotion.own_code import is_own

INTEGRATED_GRADIENTS = "integrated_gradients"
STEP_BATCH = 64  # clips at a time in integrated gradients; bounds memory


def check_explainable(model: str, settings: dict) -> None:
    """Raise InputError if a model sees no landmark × time and no pixels, so has no map."""
    mapped = (*OVER_TIME, "frames")
    if settings["input"] not in mapped:
        raise InputError(
            f"models.{model}.input is {settings['input']!r}, which has no time axis, so there are "
            f"no maps for this model; explain a model whose input is one of {', '.join(mapped)}."
        )


def method_names(network: nn.Module, settings: dict, shape: tuple[int, ...]) -> list[str]:
    """Name the methods that a model's network allows, as `gradcam_conv2`.

    A network without convolutions over the whole input (`LAYERS` of its module; of a user's network
    `layers` of its settings, else found by `facemotion.explanation.own_layers`) has integrated
    gradients only.

    Parameters
    ----------
    network
        Of the model, trained or not.
    settings
        Settings of the model.
    shape
        Of a clip as the network sees it.
    """
    choice = settings["network"]
    if is_own(choice):
        chosen = choose_layers(network, shape, settings.get("layers"), choice)
        layers = [_key(name) for name in chosen]
    else:
        layers = list(read_declaration(choice).layers)
    cams = [f"{kind}_{layer}" for layer in layers for kind in ("gradcam", "hirescam")]
    return [*cams, INTEGRATED_GRADIENTS]


def attribute(
    network: nn.Module,
    settings: dict,
    method: str,
    x: torch.Tensor,
    target: torch.Tensor,
    steps: int,
) -> torch.Tensor:
    """Map the evidence for the `target` classes in the clips `x`.

    Parameters
    ----------
    network
        Network in evaluation mode.
    settings
        Settings of the model.
    method
        One of `method_names`.
    x
        Clips as the network sees them: (n, 2, 68, T), or (n, T, height, width).
    target
        Class of each clip, int64 (n,).
    steps
        Steps of integrated gradients.

    Returns
    -------
    Tensor, float32
        (n, 68, T); of pixels (n, height, width), but integrated gradients (n, T, height, width).
    """
    if method == INTEGRATED_GRADIENTS:
        return integrated_gradients(network, x, target, steps, on_pixels(settings))
    kind, _, layer = method.partition("_")
    module = _find_layer(network, settings["network"], layer)
    cam = {"gradcam": grad_cam, "hirescam": hires_cam}[kind](network, module, x, target)
    return to_input_grid(cam, network, module, x.shape[2:])


def grad_cam(network: nn.Module, layer: nn.Module, x: torch.Tensor, target: torch.Tensor):
    """Weight a layer's channels by their mean gradients and add them (Selvaraju et al. 2017).

    Without the ReLU of the original, which would throw away what speaks against the class.

    Returns
    -------
    Tensor (n, height, width) of the layer
    """
    return LayerGradCam(network, layer).attribute(x, target).squeeze(1).detach()


def hires_cam(network: nn.Module, layer: nn.Module, x: torch.Tensor, target: torch.Tensor):
    """Multiply activations by their gradients and add the channels (Draelos and Carin 2020).

    Unlike Grad-CAM it does not average gradients over places, so each place has its own weight.

    Returns
    -------
    Tensor (n, height, width) of the layer
    """
    return LayerGradientXActivation(network, layer).attribute(x, target).sum(1).detach()


def integrated_gradients(
    network: nn.Module, x: torch.Tensor, target: torch.Tensor, steps: int, pixels: bool
):
    """Integrate gradients from the clip frozen at its first frame to the clip (Sundararajan 2017).

    A map sums to the logit of the clip less that of the frozen one, so it explains the motion.

    Returns
    -------
    Tensor (n, 68, T), x and y added; of pixels (n, T, height, width)
    """
    # cuDNN has no gradients of recurrent layers in evaluation mode.
    with torch.backends.cudnn.flags(enabled=False):
        maps = IntegratedGradients(network).attribute(
            x, freeze(x, pixels), target, n_steps=steps, internal_batch_size=max(STEP_BATCH, len(x))
        )
    return (maps if pixels else maps.sum(1)).detach().float()


def on_pixels(settings: dict) -> bool:
    """Return whether a model reads pixels, so that its clips are (n, T, height, width)."""
    return settings["input"] == "frames"


def freeze(x: torch.Tensor, pixels: bool) -> torch.Tensor:
    """Repeat the first frame over all, of clips (n, 2, 68, T), or of pixels (n, T, y, x)."""
    first = x[:, :1] if pixels else x[..., :1]
    return first.expand_as(x)


def _find_layer(network: nn.Module, choice: str, layer: str) -> nn.Module:
    if is_own(choice):
        return next(module for name, module in network.named_modules() if _key(name) == layer)
    return network.get_submodule(read_declaration(choice).layers[layer])


def _key(name: str) -> str:
    """Name a module of a user's network as part of a method, which names files: `features_3`."""
    return name.replace(".", "_")

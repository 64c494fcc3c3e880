"""A case's network as a torch.nn.Sequential of the same layers."""
import torch
from torch import nn
from torch.nn import functional as F

ACTIVATIONS = {
    "elu": lambda spec: nn.ELU(spec["alpha"]),
    "relu": lambda spec: nn.ReLU(),
    "lrelu": lambda spec: nn.LeakyReLU(spec["slope"]),
    "srelu": lambda spec: nn.Threshold(-1.0, -1.0),
}

# Of the output before any output non-linearity, the input and the label.
LOSSES = {
    "cross_entropy": lambda output, x, label: F.cross_entropy(output, label),
    "mean_squared_error": lambda output, x, label: F.mse_loss(torch.sigmoid(output), x),
}


def sequential(network, parameters):
    """`parameters`: tensors by name, `<layer>.weight` and `<layer>.bias`."""
    layers = []
    for layer in network["layers"]:
        if layer["kind"] == "dense":
            weight, bias = (parameters[f"{layer['name']}.{role}"] for role in ("weight", "bias"))
            dense = nn.Linear(weight.shape[1], weight.shape[0])
            dense.load_state_dict({"weight": weight, "bias": bias})
            layers.append(dense)
        else:
            layers.append(ACTIVATIONS[layer["function"]["name"]](layer["function"]))
    return nn.Sequential(*layers)

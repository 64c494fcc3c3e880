"""A case's network as a torch.nn.Sequential of the same layers, and its optimiser."""
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


def dense(layer, tensors):
    units, inputs = tensors["weight"].shape
    return [nn.Linear(inputs, units, bias="bias" in tensors)]


def conv(layer, tensors):
    units, channels, *kernel = tensors["weight"].shape
    top, left, bottom, right = layer["pads"]
    same = (top, left) == (bottom, right)
    # Even fields have more zeros at the end, which Conv2d can't say.
    pad = [] if same else [nn.ZeroPad2d((left, right, top, bottom))]
    window = {"stride": tuple(layer["strides"]), "padding": (top, left) if same else 0}
    return [*pad, nn.Conv2d(channels, units, tuple(kernel), **window, bias="bias" in tensors)]


class Pyramid(nn.Module):
    """Spatial pyramid pooling as Caffe lays its windows, level by level in one axis; the padding is written out, as MaxPool2d pads both ends alike."""

    def __init__(self, levels):
        super().__init__()
        self.levels = levels

    def forward(self, x):
        return torch.cat([self.pooled(x, level).flatten(1) for level in self.levels], 1)

    @staticmethod
    def pooled(x, level):
        kernel = [-(-n // level) for n in x.shape[2:]]
        rest = [length * level - n for length, n in zip(kernel, x.shape[2:])]
        (top, bottom), (left, right) = (((n + 1) // 2, n - (n + 1) // 2) for n in rest)
        return F.max_pool2d(F.pad(x, (left, right, top, bottom), value=-torch.inf), kernel, kernel)


# Each kind as the modules that it is, the last of which has its tensors.
MODULES = {
    "dense": dense,
    "conv": conv,
    "batch_norm": lambda layer, tensors: [nn.BatchNorm2d(len(tensors["weight"]))],
    "activation": lambda layer, tensors: [ACTIVATIONS[layer["function"]["name"]](layer["function"])],
    "max_pool": lambda layer, tensors: [nn.MaxPool2d(tuple(layer["kernel"]), tuple(layer["strides"]))],
    "average_pool": lambda layer, tensors: [nn.AvgPool2d(tuple(layer["kernel"]), tuple(layer["strides"]))],
    "global_pool": lambda layer, tensors: [nn.AdaptiveAvgPool2d(1), nn.Flatten()],
    "spp": lambda layer, tensors: [Pyramid(layer["levels"])],
    "dropout": lambda layer, tensors: [nn.Dropout(layer["rate"])],
    "flatten": lambda layer, tensors: [nn.Flatten()],
}


def sequential(network, parameters):
    """`parameters`: tensors by name, `<layer>.weight`, `<layer>.bias`, `<layer>.running_mean` and `<layer>.running_var`."""
    layers = []
    for layer in network["layers"]:
        prefix = f"{layer['name']}."
        tensors = {name.removeprefix(prefix): value for name, value in parameters.items() if name.startswith(prefix)}
        modules = MODULES[layer["kind"]](layer, tensors)
        if tensors:
            modules[-1].load_state_dict(tensors, strict=False)
        layers += modules
    return nn.Sequential(*layers)


OPTIMIZERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}


def optimizer_of(network, spec, rate, **more):
    """`spec`: a name and a value for each of its parameters. As in ours, weights decay, and biases and batch normalisation's parameters do not."""
    values = {key: value for key, value in spec.items() if key not in ("name", "beta1", "beta2")}
    betas = {"betas": (spec["beta1"], spec["beta2"])} if "beta1" in spec else {}
    groups = [{"params": list(network.parameters())}]
    if spec["weight_decay"]:
        weights, others = ([p for p in network.parameters() if (p.dim() > 1) == is_weight] for is_weight in (True, False))
        groups = [{"params": weights}, {"params": others, "weight_decay": 0}]
    return OPTIMIZERS[spec["name"]](groups, lr=rate, **values, **betas, **more)

"""
Trains the case of convolution.mjs in PyTorch: torch_convolution.py FOLDER THREADS RULES prints { losses: of each step in float32 and float64,
gradients: the largest error of a tensor against float64, relative to its largest element, of ours with each of RULES (commas between them) and of
PyTorch's float32, parameters: their number }. Fails if a tensor of ours has another shape.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch.nn import functional as F

from torch_network import optimizer_of, sequential

folder = Path(sys.argv[1])
torch.set_num_threads(int(sys.argv[2]))
case = json.loads((folder / "case.json").read_text())
batch = case["batch_size"]
images = torch.from_numpy(np.fromfile(folder / "images.f32", np.float32)).view(-1, *case["network"]["sampleShape"])
labels = torch.from_numpy(np.fromfile(folder / "labels.u16", np.uint16).astype(np.int64))
start = load_file(folder / "initial.safetensors")
# In the order of the forward pass, which is that of the parameters; safetensors files are read in the order of their names.
names = [f"{layer['name']}.{role}" for layer in case["network"]["layers"] for role in ("weight", "bias")]


def trained(dtype):
    """The loss of each step, the gradients of the first, and the number of parameters."""
    net = sequential(case["network"], start).to(dtype)
    parameters = list(net.parameters())
    optimizer = optimizer_of(net, case["optimizer"], case["learning_rate"])
    losses = []
    for step in range(case["steps"]):
        part = slice(step * batch, (step + 1) * batch)
        optimizer.zero_grad()
        loss = F.cross_entropy(net(images[part].to(dtype)), labels[part])
        loss.backward()
        if step == 0:
            # The next step makes others.
            gradients = [parameter.grad for parameter in parameters]
        optimizer.step()
        losses.append(loss.item())
    return losses, gradients, sum(parameter.numel() for parameter in parameters)


def gradients_of(rules):
    """Ours of the first step: what its velocities are without the decay of weights."""
    velocities = load_file(folder / f"velocities-{rules}.safetensors")
    decay = case["optimizer"]["weight_decay"]
    for name in names:
        if name in velocities:
            weight = start[name]
            yield velocities[name].double() - (decay * weight.double() if weight.dim() > 1 else 0)


def worst(found, exact):
    def error(a, b):
        assert a.shape == b.shape
        return ((a.double() - b).abs().max() / b.abs().max()).item()

    return max(error(a, b) for a, b in zip(found, exact, strict=True))


exact_losses, exact, count = trained(torch.float64)
losses, gradients, _ = trained(torch.float32)
found = {rules: worst(gradients_of(rules), exact) for rules in sys.argv[3].split(",")}
found["float32"] = worst(gradients, exact)
print(json.dumps({"losses": {"float32": losses, "float64": exact_losses}, "gradients": found, "parameters": count}))

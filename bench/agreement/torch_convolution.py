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

from torch_network import sequential

folder = Path(sys.argv[1])
torch.set_num_threads(int(sys.argv[2]))
case = json.loads((folder / "case.json").read_text())
batch = case["batch_size"]
images = torch.from_numpy(np.fromfile(folder / "images.f32", np.float32)).view(-1, 3, 32, 32)
labels = torch.from_numpy(np.fromfile(folder / "labels.u8", np.uint8)).long()
start = load_file(folder / "initial.safetensors")
ours = {rules: load_file(folder / f"gradients-{rules}.safetensors") for rules in sys.argv[3].split(",")}


def network(dtype):
    return sequential(case["network"], start).to(dtype)


def gradients(dtype):
    net = network(dtype)
    F.cross_entropy(net(images[:batch].to(dtype)), labels[:batch]).backward()
    return [parameter.grad.double() for parameter in net.parameters()]


def worst(found, exact):
    return max(((a.double() - b).abs().max() / b.abs().max()).item() for a, b in zip(found, exact, strict=True))


def trained(dtype):
    net = network(dtype)
    optimizer = torch.optim.SGD(net.parameters(), lr=case["learning_rate"], momentum=case["momentum"])
    losses = []
    for step in range(case["steps"]):
        part = slice(step * batch, (step + 1) * batch)
        optimizer.zero_grad()
        loss = F.cross_entropy(net(images[part].to(dtype)), labels[part])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


exact = gradients(torch.float64)


def distance(gradients):
    # In the order of the forward pass, which is that of the parameters; safetensors files are read in the order of their names.
    names = (f"{layer['name']}.{role}" for layer in case["network"]["layers"] for role in ("weight", "bias"))
    found = [gradients[name] for name in names if name in gradients]
    assert [tensor.shape for tensor in found] == [tensor.shape for tensor in exact]
    return worst(found, exact)


found = {rules: distance(gradients) for rules, gradients in ours.items()}
found["float32"] = worst(gradients(torch.float32), exact)
count = sum(parameter.numel() for parameter in network(torch.float32).parameters())
losses = {str(dtype).split(".")[1]: trained(dtype) for dtype in (torch.float32, torch.float64)}
print(json.dumps({"losses": losses, "gradients": found, "parameters": count}))

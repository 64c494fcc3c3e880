"""
Trains a case in PyTorch on batches in the order of the file: the whole from START/step-0.safetensors, and beginning again every EVERY steps from
START/step-<k>.safetensors, which holds the parameters and what the optimiser keeps.
torch_losses.py CASE STEPS EVERY START… prints of each folder START { whole: { float32: [loss of each step], float64: [...] }, restarted: {...} }.
"""
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

from case import Case
from torch_network import LOSSES, optimizer_of, sequential


# Where PyTorch calls what is kept of a parameter by another name than our files.
KEPT = {"momentum": "momentum_buffer"}


def restore(optimizer, case, network, state):
    """What ours keeps of each parameter, `<name>.<what>`, and once, `<optimiser>.<what>`, which PyTorch keeps with each parameter."""
    # In the order of the forward pass, as PyTorch's own.
    order = (f"{layer['name']}.{role}" for layer in case.network["layers"] for role in ("weight", "bias"))
    names = [name for name in order if name in state]
    once = kept_under(state, f"{case.optimizer['name']}.")
    for name, parameter in zip(names, network.parameters(), strict=True):
        kept = {what: tensor.to(parameter.dtype) for what, tensor in kept_under(state, f"{name}.").items()}
        optimizer.state[parameter] = {**kept, **{what: tensor.clone() for what, tensor in once.items()}}


def kept_under(state, prefix):
    found = {name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)}
    return {KEPT.get(what, what): tensor for what, tensor in found.items()}


def losses(case, start, steps, every, dtype):
    images, labels = torch.from_numpy(case.images).to(dtype), torch.from_numpy(case.labels).long()
    objective = LOSSES[case.objective]
    found = []
    for step in range(steps):
        if step % every == 0:
            state = load_file(Path(start) / f"step-{step}.safetensors")
            network = sequential(case.network, state).to(dtype)
            optimizer = optimizer_of(network, case.optimizer, case.learning_rate)
            restore(optimizer, case, network, state)
        # Step k takes the images k·B … k·B + B − 1 of the file, wrapping round.
        batch = torch.arange(step * case.batch_size, (step + 1) * case.batch_size) % len(images)
        optimizer.zero_grad()
        x = images[batch]
        loss = objective(network(x), x, labels[batch])
        loss.backward()
        optimizer.step()
        found.append(loss.item())
    return found


# One thread: the steps are small, and results then do not depend on the machine's number of cores.
torch.set_num_threads(1)
case, steps, every = Case(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
TYPES = {"float32": torch.float32, "float64": torch.float64}
print(
    json.dumps(
        [
            {
                what: {name: losses(case, start, steps, again, dtype) for name, dtype in TYPES.items()}
                for what, again in {"whole": steps, "restarted": every}.items()
            }
            for start in sys.argv[4:]
        ]
    )
)

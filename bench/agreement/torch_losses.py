"""
Trains a case in PyTorch on batches in the order of the file, beginning again every EVERY steps from the parameters in step-<k>.safetensors.
torch_losses.py CASE STEPS EVERY prints { float32: [loss of each step], float64: [...] }.
"""
import json
import sys

import torch
from safetensors.torch import load_file

from case import Case
from torch_network import LOSSES, optimizer_of, sequential


def losses(case, steps, every, dtype):
    images, labels = torch.from_numpy(case.images).to(dtype), torch.from_numpy(case.labels).long()
    objective = LOSSES[case.objective]
    found = []
    for step in range(steps):
        if step % every == 0:
            network = sequential(case.network, load_file(case.folder / f"step-{step}.safetensors")).to(dtype)
            optimizer = optimizer_of(network.parameters(), case.optimizer, case.learning_rate)
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
print(json.dumps({str(dtype).split(".")[1]: losses(case, steps, every, dtype) for dtype in (torch.float32, torch.float64)}))

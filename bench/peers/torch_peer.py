"""
Times PyTorch's training step in a mode: eager, channels_last, compile, compile_channels_last, compile_graphs (CUDA graphs). torch_peer.py CASE THREADS MODE
[DEVICE] prints one line of JSON; the device is cpu or cuda, where products are of float32 and not of TF32.
"""
import sys

import torch
from safetensors.torch import load_file
from torch.nn import functional as F

from case import Case
from timing import report, time_calls
from torch_network import LOSSES, optimizer_of, sequential

case, threads, mode = Case(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
torch.set_num_threads(threads)
device = sys.argv[4] if len(sys.argv) > 4 else "cpu"
torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
# Its fastest convolutions, as we take ours.
torch.backends.cudnn.benchmark = True

network = sequential(case.network, load_file(case.folder / "initial.safetensors"))
objective = LOSSES[case.objective]
layout = torch.channels_last if "channels_last" in mode else torch.contiguous_format
network = network.to(device, memory_format=layout)
images, labels = torch.from_numpy(case.images).to(device), torch.from_numpy(case.labels).long().to(device)
order = torch.from_numpy(case.order).long().to(device)
optimizer = optimizer_of(network, case.optimizer, case.learning_rate, foreach=True)


augment = getattr(case, "augment", None)
if augment:
    pad, (height, width) = augment["pad"], images.shape[2:]
    # Framed once: a crop, mirrored or not, is then an indexing, in one go with gathering the batch.
    framed = F.pad(images, (pad, pad, pad, pad))
    channels = torch.arange(images.shape[1], device=device)[None, :, None, None]


def batch_of(batch):
    """The images of a step: crops begin anywhere in the frame, and half of them are mirrored."""
    if not augment:
        return images[batch]
    count = len(batch)
    rows = torch.randint(2 * pad + 1, (count, 1), device=device) + torch.arange(height, device=device)
    columns = torch.randint(2 * pad + 1, (count, 1), device=device) + torch.arange(width, device=device)
    if augment["flip"]:
        columns = torch.where(torch.rand(count, 1, device=device) < 0.5, columns.flip(1), columns)
    return framed[batch[:, None, None, None], channels, rows[:, None, :, None], columns[:, None, None, :]]


def loss_of(batch):
    x = batch_of(batch)
    x = x.to(memory_format=layout) if x.dim() == 4 else x
    return objective(network(x), x, labels[batch])


update = optimizer.step
if "compile" in mode:
    how = {"mode": "reduce-overhead"} if "graphs" in mode else {}
    loss_of, update = torch.compile(loss_of, **how), torch.compile(optimizer.step)


@torch.no_grad()
def evaluate(k):
    network.eval()
    total = 0.0
    for batch in torch.arange(case.evaluations[k]).split(case.batch_size):
        total += loss_of(batch).item() * len(batch)
    return total / case.evaluations[k]


def call(k):
    if hasattr(case, "evaluations"):
        return evaluate(k)
    for batch in order[k]:
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(batch)
        loss.backward()
        update()
    return loss.item()


report("PyTorch", torch.__version__, mode, threads, time_calls(case, call))

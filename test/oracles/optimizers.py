"""Oracle values for src/network/optimizers: torch.optim in float64, PyTorch 2.15.

    python -P test/oracles/optimizers.py > test/oracles/optimizers.json

Needs torch (and -P, or Python takes statistics.py beside it for its own). Each optimiser takes 100 steps from START towards the minimum of the sum of CURVATURE (w - TARGET)^2. Of each case: torch's name
and arguments, and the weights after some of the steps. The same bytes each time.
"""
import json

import torch

START = [1.0, -2.0, 0.5, 0.0]
TARGET = [3.0, 1.0, -1.0, 0.0]
# The last weight has no gradient, like a weight of a pixel that is always black.
CURVATURE = [1.0, 10.0, 0.01, 0.0]
RATE = 0.01
LOOKED = [1, 2, 10, 100]

CASES = [
    ("SGD", {}),
    ("SGD", {"weight_decay": 0.1}),
    ("SGD", {"momentum": 0.9}),
    ("SGD", {"momentum": 0.9, "weight_decay": 0.1}),
    ("SGD", {"momentum": 0.9, "nesterov": True}),
    ("SGD", {"momentum": 0.5, "nesterov": True, "weight_decay": 0.1}),
    ("Adam", {}),
    ("Adam", {"weight_decay": 0.1}),
    ("Adam", {"betas": [0.5, 0.9], "eps": 0.01}),
    ("Adam", {"betas": [0.0, 0.999]}),
    ("AdamW", {}),
    ("AdamW", {"weight_decay": 0.5}),
    ("AdamW", {"betas": [0.8, 0.99], "eps": 0.001, "weight_decay": 0}),
]


def weights(name, arguments):
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    target, curvature = (torch.tensor(x, dtype=torch.float64) for x in (TARGET, CURVATURE))
    optimizer = getattr(torch.optim, name)([w], lr=RATE, **arguments)
    found = {}
    for step in range(1, max(LOOKED) + 1):
        optimizer.zero_grad()
        (curvature * (w - target) ** 2).sum().backward()
        optimizer.step()
        if step in LOOKED:
            found[step] = w.tolist()
    return found


print(
    json.dumps(
        {
            "start": START,
            "target": TARGET,
            "curvature": CURVATURE,
            "rate": RATE,
            "cases": [
                {"name": name, "arguments": arguments, "weights": weights(name, arguments)} for name, arguments in CASES
            ],
        },
        separators=(",", ":"),
    )
)

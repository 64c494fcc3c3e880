"""Oracle values for src/network/pyramid.ts: spatial pyramid pooling as Caffe lays its windows, by max_pool2d in PyTorch 2.15.

    python test/oracles/spp.py > test/oracles/spp.json

Of each case: the shape of x [N, C, H, W], `values` of x by `numbers` below, y, and dx of sum(y * numbers(size of y)), given by the places that are
not 0. The padding is written out as -inf, so that max_pool2d pads nothing and its windows are those of Caffe's SPPLayer: kernel and stride
ceil(n / level), (kernel * level - n + 1) // 2 of padding before and the rest after. The same bytes each time.
"""
import json
import math

import torch
from torch.nn import functional as F

LEVELS = [1, 2, 4]
SQUARE = [[1, 2, n, n] for n in range(6, 29)]
OTHERS = [[2, 2, 6, 11], [2, 2, 14, 7], [2, 2, 13, 28], [2, 3, 27, 9]]


def numbers(count, step=7919, most=10007):
    """All apart where count is below most, as both are prime."""
    return torch.tensor([(i * step) % most for i in range(1, count + 1)], dtype=torch.float64)


def along(n, level):
    length = math.ceil(n / level)
    rest = length * level - n
    before = (rest + 1) // 2
    return length, before, rest - before


def pooled(x, level):
    (high, top, bottom), (wide, left, right) = (along(n, level) for n in x.shape[2:])
    return F.max_pool2d(F.pad(x, (left, right, top, bottom), value=-math.inf), (high, wide), (high, wide))


def case(shape, levels=LEVELS, values="apart"):
    count = math.prod(shape)
    # Ties: of equal maxima the first takes the gradient.
    x = (numbers(count) if values == "apart" else numbers(count) % 3).reshape(shape).requires_grad_()
    y = torch.cat([pooled(x, level).flatten(1) for level in levels], 1)
    (y * numbers(y.numel()).reshape(y.shape)).sum().backward()
    dx = x.grad.flatten()
    places = dx.nonzero().flatten()
    return {
        "shape": shape,
        "levels": levels,
        "values": values,
        "y": [int(v) for v in y.flatten()],
        "dx": [[int(place), int(dx[place])] for place in places],
    }


cases = [
    *(case(shape) for shape in SQUARE + OTHERS),
    case([1, 2, 3, 3], [1, 2, 3]),
    case([2, 2, 9, 12], [3, 1]),
    case([1, 2, 14, 14], values="tied"),
    case([1, 2, 9, 7], values="tied"),
]
print("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]")

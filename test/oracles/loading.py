"""Batches of test/oracles/loading.json, by PyTorch: python test/oracles/loading.py > test/oracles/loading.json (PyTorch 2.15).

Order and crops are drawn by Philox 4x32-10 in Python's integers, as src/random/stream.ts says; pixels are torch's arithmetic in float32. Nothing is
shared with the code but the bytes of the images, which are a formula.
"""
import hashlib
import json

import torch

M0, M1, W0, W1, MASK = 0xD2511F53, 0xCD9E8D57, 0x9E3779B9, 0xBB67AE85, 0xFFFFFFFF
SHUFFLE, AUGMENT, EVALUATE = 1, 3, 6


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        p0, p1 = M0 * c[0], M1 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & MASK, (p0 >> 32) ^ c[3] ^ k[1], p0 & MASK]
        k = [(k[0] + W0) & MASK, (k[1] + W1) & MASK]
    return c


def draws(seed, run, purpose, index):
    """Whole numbers below n, each as likely as the others, for n that are sent."""
    key, block, n = (seed & MASK, seed >> 32), 0, (yield)
    while True:
        for word in philox((block, index, run, purpose), key):
            if word >= 2**32 % n:
                n = yield word % n
        block += 1


def below(seed, run, purpose, index):
    stream = draws(seed, run, purpose, index)
    next(stream)
    return stream.send


def permutation(count, below):
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        other = below(last + 1)
        order[last], order[other] = order[other], order[last]
    return order


def batch(case, pixels, mean, step):
    count, size, seed, run = case["count"], case["batch"], case["seed"], case["run"]
    _, height, width = case["whole"]
    rows, columns = case["crop"]
    epoch, at = divmod(step, count // size)
    chosen = permutation(count, below(seed, run, SHUFFLE, epoch))[at * size : (at + 1) * size]
    draw = below(seed, run, AUGMENT, step)
    out = []
    for sample in chosen:
        x = pixels[sample].float() / 255
        if mean is not None:
            x = x - mean
        if case["augment"] is None:
            top, left = round((height - rows) / 2), round((width - columns) / 2)
            out.append(x[:, top : top + rows, left : left + columns])
            continue
        pad = case["augment"]["pad"]
        x = torch.nn.functional.pad(x, (pad, pad, pad, pad))
        top, left, flip = draw(height - rows + 2 * pad + 1), draw(width - columns + 2 * pad + 1), draw(2)
        x = x[:, top : top + rows, left : left + columns]
        out.append(x.flip(2) if flip and case["augment"]["flip"] else x)
    return torch.stack(out)


def crop(**changes):
    return {
        **{"count": 29, "batch": 6, "seed": 5, "run": 2, "whole": [3, 11, 9], "crop": [7, 7]},
        **{"augment": {"pad": 0, "flip": True}, "mean": True, "steps": [0, 3, 4, 11]},
        **changes,
    }


CASES = {
    "crops, mirrored, less the mean": crop(),
    "crops of padded images": crop(augment={"pad": 3, "flip": True}),
    "crops that are not mirrored": crop(augment={"pad": 1, "flip": False}, seed=2**33 + 1),
    "crops in the centre, which is not in the middle": crop(augment=None, crop=[8, 4]),
    "whole images, less the mean": crop(augment=None, crop=[11, 9]),
    "crops without a mean": crop(mean=False),
    "padded images of one channel in their own size": crop(
        whole=[1, 8, 8], crop=[8, 8], augment={"pad": 4, "flip": True}, mean=False
    ),
}

for case in CASES.values():
    numbers = case["whole"][0] * case["whole"][1] * case["whole"][2]
    places = torch.arange(case["count"] * numbers, dtype=torch.int64)
    pixels = (places * 2654435761 % 2**32 >> 24).to(torch.uint8).reshape(case["count"], *case["whole"])
    sums = pixels.double().sum(0)
    mean = (sums / (255 * case["count"])).float() if case["mean"] else None
    batches = torch.stack([batch(case, pixels, mean, step) for step in case["steps"]])
    case["first"] = batches.flatten()[:4].tolist()
    case["sha256"] = hashlib.sha256(batches.contiguous().numpy().tobytes()).hexdigest()

drawn = below(11, 0, EVALUATE, 0)
order = list(range(40))
for place in range(7):
    other = place + drawn(40 - place)
    order[place], order[other] = order[other], order[place]
print(json.dumps({"batches": CASES, "chosen": sorted(order[:7])}, indent=1))

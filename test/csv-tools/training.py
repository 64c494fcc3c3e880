"""A tiny real training in NumPy, for tools that only log: two classes of noisy points, one hidden layer."""

import numpy as np


def train(activation, seed, epochs=8, rate=0.3, units=12):
    """Rows of epoch, step, train_loss, val_loss, val_accuracy, one an epoch (from 1); float32 throughout."""
    random = np.random.default_rng(seed)
    data = np.random.default_rng(7)
    x = data.normal(size=(96, 2)).astype(np.float32)
    y = (x[:, 0] * x[:, 1] + 0.3 * data.normal(size=96) > 0).astype(np.float32)
    first = (random.normal(size=(2, units)) / np.sqrt(2)).astype(np.float32)
    second = (random.normal(size=units) / np.sqrt(units)).astype(np.float32)
    bias = np.zeros(units, np.float32)

    def forward(inputs):
        before = inputs @ first + bias
        if activation == "elu":
            hidden, slope = np.where(before > 0, before, np.expm1(before)), np.where(before > 0, 1, np.exp(before))
        else:
            hidden, slope = np.maximum(before, 0), (before > 0).astype(np.float32)
        return hidden, slope, 1 / (1 + np.exp(-(hidden @ second)))

    def loss(chance, label):
        return np.float32(-np.mean(label * np.log(chance) + (1 - label) * np.log(1 - chance)))

    rows = []
    for epoch in range(1, epochs + 1):
        for batch in np.split(random.permutation(64), 4):
            hidden, slope, chance = forward(x[batch])
            error = (chance - y[batch]) / len(batch)
            inner = np.outer(error, second) * slope
            first -= rate * (x[batch].T @ inner).astype(np.float32)
            bias -= rate * inner.sum(0).astype(np.float32)
            second -= rate * (hidden.T @ error).astype(np.float32)
        seen, held = forward(x[:64])[2], forward(x[64:])[2]
        rows.append(
            {
                "epoch": epoch,
                "step": epoch * 4,
                "train_loss": float(loss(seen, y[:64])),
                "val_loss": float(loss(held, y[64:])),
                "val_accuracy": float(np.mean((held > 0.5) == (y[64:] > 0.5))),
            }
        )
    return rows

"""Makes the CSV files of Keras' CSVLogger anew: KERAS_BACKEND=jax python make.py (keras, jax, pandas)."""

import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
import pandas as pd

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from expected import case, run, write

SEEDS = [1, 2, 3]


def data():
    random = np.random.default_rng(7)
    x = random.normal(size=(96, 2)).astype("float32")
    y = (x[:, 0] * x[:, 1] + 0.3 * random.normal(size=96) > 0).astype("float32")
    return x[:64], y[:64], x[64:], y[64:]


def model(activation, seed, rate=0.3):
    keras.utils.set_random_seed(seed)
    layers = [keras.layers.Input((2,)), keras.layers.Dense(12, activation), keras.layers.Dense(1, "sigmoid")]
    net = keras.Sequential(layers)
    net.compile(keras.optimizers.SGD(rate), "binary_crossentropy", metrics=["accuracy"])
    return net


def fit(net, file, epochs=None, validation=False, callbacks=(), logger=None, **more):
    """Trains, and returns the history that Keras keeps in memory."""
    x, y, x_held, y_held = data()
    path = HERE / file
    path.parent.mkdir(exist_ok=True)
    log = keras.callbacks.CSVLogger(path, **(logger or {}))
    if validation:
        more["validation_data"] = (x_held, y_held)
    done = net.fit(x, y, batch_size=16, epochs=epochs, verbose=0, callbacks=[*callbacks, log], **more)
    return done.history


def pair(folder, metric, direction, epochs, optimise=(), logger=None, seeds=SEEDS, **more):
    """elu and relu from each seed, a file a run, named as many people name them."""
    found = []
    for activation in ["elu", "relu"]:
        for seed in seeds:
            file = f"{folder}/{activation}-seed-{seed}.csv"
            history = fit(model(activation, seed), file, epochs, callbacks=[make() for make in optimise], logger=logger, **more)
            every = more.get("validation_freq", 1)
            values = np.full(epochs, np.nan)
            values[(every - 1 if metric.startswith("val_") else 0) :: every if metric.startswith("val_") else 1] = history[metric]
            check(file, metric, values, (logger or {}).get("separator", ","))
            found.append(run(activation, values, direction, files=[file], seed=seed, step="epoch"))
    return found


def check(file, metric, values, separator):
    """The file says what was trained."""
    read = pd.read_csv(HERE / file, sep=separator)[metric]
    np.testing.assert_array_equal(pd.to_numeric(read, errors="coerce").to_numpy(), values)


def resumed(activation, seed, initial):
    """Two fits into one file with append=True; without `initial` the second begins at epoch 0 again."""
    file = f"append/{activation}-{'goes-on' if initial else 'starts-anew'}.csv"
    (HERE / file).unlink(missing_ok=True)
    net = model(activation, seed)
    first = fit(net, file, 4, True, logger={"append": True})
    start = {"initial_epoch": 4, "epochs": 8} if initial else {"epochs": 4}
    second = fit(net, file, validation=True, logger={"append": True}, **start)
    values = [*first["val_loss"], *second["val_loss"]]
    check(file, "val_loss", np.array(values), ",")
    steps = list(range(8)) if initial else [*range(4), *range(4)]
    name = file.removeprefix("append/").removesuffix(".csv")
    return run(name, values, "lower", files=[file], step="epoch", steps=steps)


def diverged():
    """A rate that no network bears, beside one that it does."""
    found = []
    for name, rate in [("calm", 0.3), ("wild", 1e30)]:
        file = f"diverged/{name}.csv"
        keras.utils.set_random_seed(1)
        net = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(1)])
        net.compile(keras.optimizers.SGD(rate), "mse")
        x, y, x_held, y_held = data()
        log = keras.callbacks.CSVLogger(HERE / file)
        # The first epoch is trained gently, so that the file holds numbers before it holds none.
        turn = keras.callbacks.LearningRateScheduler(lambda epoch, _, rate=rate: 0.05 if epoch == 0 else rate if rate > 1 else 0.05)
        (HERE / file).parent.mkdir(exist_ok=True)
        done = net.fit(x, y, batch_size=16, epochs=6, verbose=0, callbacks=[turn, log], validation_data=(x_held, y_held))
        values = done.history["val_loss"]
        check(file, "val_loss", np.array(values), ",")
        found.append(run(name, values, "lower", files=[file], step="epoch", diverged=rate > 1))
    return found


cases = [
    case(
        "train-only",
        "No validation: CSVLogger still writes val_ columns, NA in every row.",
        "loss",
        "lower",
        pair("train-only", "loss", "lower", 6),
        baseline="relu",
        pairedBy="number in the file's name",
    ),
    case(
        "validation",
        "Validation each epoch and a rate that a callback lowers (column learning_rate).",
        "val_loss",
        "lower",
        pair("validation", "val_loss", "lower", 8, [lambda: keras.callbacks.ReduceLROnPlateau(patience=1)], validation=True),
        baseline="relu",
        pairedBy="number in the file's name",
    ),
    case(
        "accuracy",
        "More is better.",
        "val_accuracy",
        "higher",
        pair("accuracy", "val_accuracy", "higher", 8, validation=True),
        baseline="relu",
        pairedBy="number in the file's name",
    ),
    case(
        "every-third-epoch",
        "validation_freq=3 and 8 epochs: NA where nothing was measured, also in the last two rows; columns val_learning_rate that are always NA.",
        "val_loss",
        "lower",
        pair(
            "every-third-epoch",
            "val_loss",
            "lower",
            8,
            [lambda: keras.callbacks.LearningRateScheduler(lambda epoch: 0.3 / (1 + epoch))],
            validation=True,
            validation_freq=3,
        ),
        baseline="relu",
        pairedBy="number in the file's name",
    ),
    case(
        "semicolons",
        "CSVLogger(separator=';').",
        "val_loss",
        "lower",
        pair("semicolons", "val_loss", "lower", 5, logger={"separator": ";"}, seeds=[1, 2], validation=True),
        baseline="relu",
        pairedBy="number in the file's name",
    ),
    case(
        "append-goes-on",
        "append=True over two fits, the second with initial_epoch=4: one run of 8 epochs.",
        "val_loss",
        "lower",
        [resumed(activation, 1, True) for activation in ["elu", "relu"]],
        baseline="relu-goes-on",
    ),
    case(
        "append-starts-anew",
        "append=True over two fits of 4 epochs of one network without initial_epoch: epochs 0 to 3 stand twice.",
        "val_loss",
        "lower",
        [resumed(activation, 1, False) for activation in ["elu", "relu"]],
        baseline="relu-starts-anew",
        unclear="One training that went on, or two: the file does not say. Either reading must be said, or the file refused; never 8 or 4 runs without a word.",
    ),
    case(
        "diverged",
        "A loss that ends as nan in every column that is measured: this run did diverge.",
        "val_loss",
        "lower",
        diverged(),
        baseline="calm",
    ),
]
write(HERE, "Keras CSVLogger", ["keras", "jax", "numpy", "pandas"], cases)

"""Makes CSV files of Trainer.state.log_history anew: python make.py (transformers, accelerate, torch, pandas)."""

import os
import sys
import tempfile
from pathlib import Path

os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error"}

import numpy as np
import pandas as pd
import torch
from transformers import PretrainedConfig, PreTrainedModel, Trainer, TrainingArguments
from transformers.trainer_callback import PrinterCallback

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from expected import case, run, write

ACTIVATIONS = {"elu": torch.nn.ELU, "relu": torch.nn.ReLU}
SEEDS = [1, 2, 3]


class Tiny(PreTrainedModel):
    config_class = PretrainedConfig

    def __init__(self, config):
        super().__init__(config)
        self.net = torch.nn.Sequential(torch.nn.Linear(2, 12), ACTIVATIONS[config.activation](), torch.nn.Linear(12, 2))
        self.post_init()

    def _init_weights(self, module):
        pass

    def forward(self, x, labels=None):
        logits = self.net(x)
        return {"loss": torch.nn.functional.cross_entropy(logits, labels), "logits": logits}


def data():
    random = np.random.default_rng(7)
    x = random.normal(size=(96, 2)).astype("float32")
    y = (x[:, 0] * x[:, 1] + 0.3 * random.normal(size=96) > 0).astype("int64")
    rows = [{"x": torch.from_numpy(one), "labels": torch.tensor(label)} for one, label in zip(x, y)]
    return rows[:64], rows[64:]


def accuracy(predicted):
    return {"accuracy": float((predicted.predictions.argmax(-1) == predicted.label_ids).mean())}


def history(name, seed, evaluate=False, **settings):
    """state.log_history of a training of 8 epochs of 4 steps, as the Trainer leaves it."""
    torch.manual_seed(seed)
    train, held = data()
    with tempfile.TemporaryDirectory() as folder:
        chosen = {
            "num_train_epochs": 8,
            "per_device_train_batch_size": 16,
            "learning_rate": 0.05,
            "logging_strategy": "epoch",
            "eval_strategy": "epoch",
        }
        arguments = TrainingArguments(
            folder, report_to="none", save_strategy="no", seed=seed, use_cpu=True, disable_tqdm=True, **{**chosen, **settings}
        )
        trainer = Trainer(Tiny(PretrainedConfig(activation=name)), arguments, train_dataset=train, eval_dataset=held, compute_metrics=accuracy)
        trainer.remove_callback(PrinterCallback)
        trainer.train()
        if evaluate:
            trainer.evaluate(metric_key_prefix="test")
        return trainer.state.log_history


def kept(file, logged, **options):
    (HERE / file).parent.mkdir(exist_ok=True)
    pd.DataFrame(logged).to_csv(HERE / file, **options)


def describe(file, variant, logged, metric, direction, seed=None):
    values = [row.get(metric, float("nan")) for row in logged]
    np.testing.assert_array_equal(pd.read_csv(HERE / file)[metric].to_numpy(), np.array(values, dtype=float))
    return run(variant, values, direction, files=[file], seed=seed, step="step", steps=[row["step"] for row in logged])


def grid(folder, metrics, seeds=SEEDS, options=None, **settings):
    """Runs by metric: {metric: runs}."""
    found = {metric: [] for metric in metrics}
    for name in ACTIVATIONS:
        for seed in seeds:
            logged, file = history(name, seed, **settings), f"{folder}/{name}-seed-{seed}.csv"
            kept(file, logged, **(options or {"index": False}))
            for metric, direction in metrics.items():
                found[metric].append(describe(file, name, logged, metric, direction, seed))
    return found


by_file = "number in the file's name"
epochs = grid("epochs", {"eval_loss": "lower", "eval_accuracy": "higher", "train_loss": "lower", "loss": "lower"})
second = grid("second-epoch", {"eval_loss": "lower"}, seeds=[1, 2], options={"index": True}, eval_strategy="steps", eval_steps=8)
steps = grid(
    "steps",
    {"eval_loss": "lower", "loss": "lower", "test_accuracy": "higher"},
    seeds=[1],
    logging_strategy="steps",
    logging_steps=5,
    eval_strategy="steps",
    eval_steps=10,
    evaluate=True,
)
cases = [
    case(
        "eval-loss",
        "Rows of training, of evaluation and a last one with train_runtime in turn, empty where they do not measure.",
        "eval_loss",
        "lower",
        epochs["eval_loss"],
        baseline="relu",
        pairedBy=by_file,
    ),
    case("eval-accuracy", "More is better.", "eval_accuracy", "higher", epochs["eval_accuracy"], baseline="relu", pairedBy=by_file),
    case("loss", "The training loss, which the last rows do not have.", "loss", "lower", epochs["loss"], baseline="relu", pairedBy=by_file),
    case(
        "train-loss",
        "In the last row alone: the mean of the whole training.",
        "train_loss",
        "lower",
        epochs["train_loss"],
        baseline="relu",
        pairedBy=by_file,
    ),
    case(
        "every-second-epoch",
        "Evaluated every second epoch; to_csv() with pandas' row numbers in a column without a name.",
        "eval_loss",
        "lower",
        second["eval_loss"],
        baseline="relu",
        pairedBy=by_file,
    ),
    case(
        "steps",
        "Training every 5 steps, evaluation every 10, and a test after the training, so a row after that with train_runtime.",
        "eval_loss",
        "lower",
        steps["eval_loss"],
        baseline="relu",
        pairedBy=by_file,
    ),
    case("test-accuracy", "Measured once, in the last row.", "test_accuracy", "higher", steps["test_accuracy"], baseline="relu", pairedBy=by_file),
]
# Several trainings in one file, as they are laid together with columns that say whose rows these are.
together, found = [], []
for name in ACTIVATIONS:
    for seed in SEEDS[:2]:
        logged = history(name, seed, eval_strategy="steps", eval_steps=8)
        together.append(pd.DataFrame(logged).assign(model=name, Seed=seed))
        found.append((name, seed, logged))
pd.concat(together).to_csv(HERE / "together.csv", index=False)
runs = [
    run(
        name,
        [row.get("eval_loss", float("nan")) for row in logged],
        "lower",
        files=["together.csv"],
        seed=seed,
        step="step",
        steps=[row["step"] for row in logged],
    )
    for name, seed, logged in found
]
cases.append(
    case("together", "Four histories in one file, with columns model and Seed.", "eval_loss", "lower", runs, baseline="relu", pairedBy="column Seed")
)
write(HERE, "Hugging Face Trainer.state.log_history, by pandas", ["transformers", "accelerate", "torch", "numpy", "pandas"], cases)

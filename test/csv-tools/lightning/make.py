"""Makes the CSV files of Lightning's CSVLogger anew: python make.py (lightning, torch, pandas)."""

import logging
import sys
import warnings
from pathlib import Path

import lightning
import numpy as np
import pandas as pd
import torch
from lightning.pytorch.loggers import CSVLogger
from torch.utils.data import DataLoader, TensorDataset

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from expected import case, run, write

warnings.filterwarnings("ignore")
for name in ["lightning.pytorch", "lightning.fabric", "lightning"]:
    logging.getLogger(name).setLevel(logging.ERROR)
ACTIVATIONS = {"elu": torch.nn.ELU, "relu": torch.nn.ReLU}


class Classifier(lightning.LightningModule):
    """Logs what its settings name, and keeps in `seen` what it logged for validation."""

    def __init__(self, activation, on_epoch=False, train=True):
        super().__init__()
        self.net = torch.nn.Sequential(torch.nn.Linear(2, 12), ACTIVATIONS[activation](), torch.nn.Linear(12, 1))
        self.on_epoch, self.train_logged = on_epoch, train
        self.seen, self.batch_losses = [], []

    def loss(self, batch):
        scores = self.net(batch[0]).squeeze(1)
        return torch.nn.functional.binary_cross_entropy_with_logits(scores, batch[1]), scores

    def training_step(self, batch, _):
        loss, _ = self.loss(batch)
        if self.train_logged:
            self.log("train_loss", loss, on_step=True, on_epoch=self.on_epoch)
        self.batch_losses.append(loss.item())
        return loss

    def validation_step(self, batch, _):
        loss, scores = self.loss(batch)
        self.log("val_loss", loss)
        self.log("val_acc", ((scores > 0) == (batch[1] > 0.5)).float().mean())

    def on_validation_epoch_end(self):
        measured = self.trainer.callback_metrics
        self.seen.append({"step": self.global_step - 1, "val_loss": measured["val_loss"].item(), "val_acc": measured["val_acc"].item()})

    def test_step(self, batch, _):
        self.log("test_loss", self.loss(batch)[0])

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), 0.3)


def loaders():
    random = np.random.default_rng(7)
    x = random.normal(size=(96, 2)).astype("float32")
    y = (x[:, 0] * x[:, 1] + 0.3 * random.normal(size=96) > 0).astype("float32")
    parts = [TensorDataset(torch.from_numpy(x[part]), torch.from_numpy(y[part])) for part in [slice(64), slice(64, 96)]]
    return DataLoader(parts[0], 16, shuffle=True), DataLoader(parts[1], 32)


def fit(folder, name, version, seed, module=None, test=False, **more):
    """Trains, and returns the module and the path of metrics.csv in this folder."""
    lightning.seed_everything(seed, verbose=False)
    module = Classifier(name, **(module or {}))
    logger = CSVLogger(HERE / folder, name=name, version=version)
    settings = {
        "max_epochs": 8,
        "log_every_n_steps": 4,
        "accelerator": "cpu",
        "enable_checkpointing": False,
        "enable_progress_bar": False,
        "enable_model_summary": False,
    }
    trainer = lightning.Trainer(logger=logger, default_root_dir=HERE / folder, **{**settings, **more})
    trainer.fit(module, *loaders())
    if test:
        trainer.test(module, loaders()[1], verbose=False)
    written = Path(logger.log_dir)
    (written / "hparams.yaml").unlink(missing_ok=True)
    return module, str((written / "metrics.csv").relative_to(HERE))


def describe(file, variant, metric, direction, seed, trained=None):
    """The rows of the file by step; the measured ones are those that were trained, if given."""
    read = pd.read_csv(HERE / file)
    measured = read.dropna(subset=[metric])
    if trained is not None:
        np.testing.assert_array_equal(measured[metric], [row[metric] for row in trained])
        np.testing.assert_array_equal(measured["step"], [row["step"] for row in trained])
    return run(variant, read[metric], direction, files=[file], seed=seed, step="step", steps=list(read["step"]))


def grid(folder, metric, direction, versions=None, seeds=(1, 2, 3), **more):
    found = []
    for name in ACTIVATIONS:
        for at, seed in enumerate(seeds):
            module, file = fit(folder, name, at if versions is None else versions(seed), seed, **more)
            held = [row for row in module.seen[1:]]  # The first is the sanity check, which is not logged.
            found.append(describe(file, name, metric, direction, at if versions is None else seed, held if metric.startswith("val") else None))
    return found


versions = "version_N, N rising with each training of a name"
cases = [
    case(
        "versions",
        "CSVLogger(name='elu'), three trainings each: elu/version_0 and so on; a row for training and one for validation an epoch, in columns of their own.",
        "val_loss",
        "lower",
        grid("versions", "val_loss", "lower"),
        baseline="relu",
        pairedBy=versions,
        unclear="N may number the seeds, or no more than the order of starting. Pairing by it must be said.",
    ),
    case(
        "seed-named",
        "CSVLogger(version='seed-3'): the folder says the seed. More is better.",
        "val_acc",
        "higher",
        grid("seed-named", "val_acc", "higher", versions=lambda seed: f"seed-{seed}"),
        baseline="relu",
        pairedBy="number in the folder's name",
    ),
    case(
        "validation-only",
        "Nothing is logged of training: a row a validation.",
        "val_loss",
        "lower",
        grid("validation-only", "val_loss", "lower", seeds=(1, 2), module={"train": False}),
        baseline="relu",
        pairedBy=versions,
    ),
    case(
        "every-step",
        "log_every_n_steps=1, train_loss at steps and as mean of an epoch (train_loss_step, train_loss_epoch), a validation every second epoch, and at the end a row with test_loss.",
        "val_loss",
        "lower",
        grid("every-step", "val_loss", "lower", seeds=(1,), module={"on_epoch": True}, log_every_n_steps=1, check_val_every_n_epoch=2, test=True),
        baseline="relu",
    ),
]
sparse = grid("every-five-steps", "val_loss", "lower", seeds=(1,), log_every_n_steps=5)
cases.append(
    case(
        "every-five-steps",
        "log_every_n_steps=5 with 4 steps an epoch: training and validation are at different steps.",
        "val_loss",
        "lower",
        sparse,
        baseline="relu",
    )
)
steps = [describe(f"every-step/{name}/version_0/metrics.csv", name, "train_loss_epoch", "lower", None) for name in ACTIVATIONS]
cases.append(case("mean-of-an-epoch", "Another column of the same files.", "train_loss_epoch", "lower", steps, baseline="relu"))
test = [describe(f"every-step/{name}/version_0/metrics.csv", name, "test_loss", "lower", None) for name in ACTIVATIONS]
cases.append(case("test", "Measured once, in the last row.", "test_loss", "lower", test, baseline="relu"))
write(HERE, "Lightning CSVLogger", ["lightning", "torch", "numpy", "pandas"], cases)

"""Makes CSV files of elu-bench itself anew: npm run build, then python make.py (pandas)."""

import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from expected import case, run, write

PROGRAM = ["node", str(HERE.parents[2] / "dist/cli/main.js")]
CONFIG = """name: tiny
runs: 2
variants:
  activation: [elu, relu]
dataset: { name: idx, dir: data }
network: { hidden: 2x8 }
optimizer: { learning_rate: 0.05 }
train: { batch_size: 8, epochs: 4 }
evaluate: { every: 1 }
"""


def dataset(folder):
    """Four classes of 6 by 6 pixels, in MNIST's form."""
    folder.mkdir()
    random = np.random.default_rng(1)
    for part, count in [("train", 64), ("t10k", 16)]:
        labels = np.arange(count) % 4
        pixels = random.integers(0, 100, (count, 36)) + 100 * (np.arange(36) % 4 == labels[:, None])
        for kind, array in [("images-idx3", pixels.reshape(count, 6, 6)), ("labels-idx1", labels)]:
            header = struct.pack(f">{1 + array.ndim}I", 0x0800 + array.ndim, *array.shape)
            (folder / f"{part}-{kind}-ubyte").write_bytes(header + array.astype(np.uint8).tobytes())


with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    dataset(folder / "data")
    (folder / "config.yaml").write_text(CONFIG)
    subprocess.run([*PROGRAM, "run", "config.yaml", "--out", "results", "--quiet"], cwd=folder, check=True)
    subprocess.run([*PROGRAM, "export", "results", "--csv", "all.csv"], cwd=folder, check=True)
    logs = {}
    for log in sorted(folder.glob("results/**/log.csv")):
        variant, number = log.parent.parent.name.split("=")[-1], int(log.parent.name.split("-")[-1])
        logs[variant, number] = pd.read_csv(log)
        (HERE / "logs").mkdir(exist_ok=True)
        shutil.copyfile(log, HERE / f"logs/{variant}-run-{number}.csv")
    shutil.copyfile(next(folder.glob("results/**/summary.csv")), HERE / "summary.csv")
    shutil.copyfile(folder / "all.csv", HERE / "export.csv")

ORDER = [(variant, number) for variant in ["elu", "relu"] for number in range(2)]


def curve(metric, file):
    found = []
    for variant, number in ORDER:
        log = logs[variant, number]
        found.append(run(variant, log[metric], "lower", files=[file(variant, number)], seed=number, step="iteration", steps=list(log.iteration)))
    return found


summary = pd.read_csv(HERE / "summary.csv")
ends = [run(row.activation, [row.final_test_loss], "lower", files=["summary.csv"], seed=row.run) for row in summary.itertuples()]
cases = [
    case(
        f"export-{metric}",
        "What `export --csv` writes: a row a value, all metrics; what was not measured has no row.",
        metric,
        "lower",
        curve(metric, lambda *_: "export.csv"),
        baseline="relu",
        pairedBy="column run",
    )
    for metric in ["train_loss", "test_error"]
]
cases += [
    case(
        "logs",
        "log.csv of four runs, copied out of their folders.",
        "test_error",
        "lower",
        curve("test_error", lambda variant, number: f"logs/{variant}-run-{number}.csv"),
        baseline="relu",
        pairedBy="number in the file's name",
    ),
    case("summary", "summary.csv, a row a run.", "final_test_loss", "lower", ends, baseline="relu", pairedBy="column run"),
]
write(HERE, "elu-bench", ["numpy", "pandas"], cases)

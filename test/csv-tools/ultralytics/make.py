"""Makes ultralytics' results.csv anew: python make.py FOLDER (ultralytics, torch, pandas).

It trains detectors and classifiers of a few pixels from nothing. FOLDER holds ultralytics 8.1.47, unpacked, whose
writer padded names and numbers to 23 places; it is handed what was trained here.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

CACHE = tempfile.mkdtemp()
os.environ |= {"YOLO_CONFIG_DIR": CACHE, "YOLO_OFFLINE": "true", "YOLO_VERBOSE": "false"}

import cv2
import numpy as np
import pandas as pd
import ultralytics
import yaml
from ultralytics import YOLO

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from expected import case, run, write

ACTIVATIONS = {"elu": "torch.nn.ELU()", "relu": "torch.nn.ReLU()"}
QUIET = {"plots": False, "amp": False, "workers": 0, "device": "cpu", "verbose": False, "exist_ok": True, "optimizer": "AdamW", "warmup_epochs": 0}


def squares(root):
    """White squares on dark noise, for detection; and light against dark pictures, for classification."""
    for part, count in [("train", 96), ("val", 16)]:
        random = np.random.default_rng(count)
        for folder in [f"images/{part}", f"labels/{part}", f"cls/{part}/bright", f"cls/{part}/dark"]:
            (root / folder).mkdir(parents=True)
        for at in range(count):
            image = random.integers(0, 60, (64, 64, 3), dtype=np.uint8)
            width, height = random.integers(24, 44, 2)
            x, y = random.integers(0, 64 - width), random.integers(0, 64 - height)
            image[y : y + height, x : x + width] = 255
            cv2.imwrite(str(root / f"images/{part}/{at}.png"), image)
            box = [(x + width / 2) / 64, (y + height / 2) / 64, width / 64, height / 64]
            (root / f"labels/{part}/{at}.txt").write_text("0 " + " ".join(map(str, box)) + "\n")
            level = random.normal(112 if at % 2 else 140, 30)
            grey = np.clip(random.normal(level, 40, (32, 32, 3)), 0, 255).astype(np.uint8)
            cv2.imwrite(str(root / f"cls/{part}/{'dark' if at % 2 else 'bright'}/{at}.png"), grey)
    (root / "data.yaml").write_text(f"path: {root}\ntrain: images/train\nval: images/val\nnames: [square]\n")


def network(root, kind, name, classes):
    """v8 at half its smallest width, with the activation."""
    layers = yaml.safe_load((Path(ultralytics.__file__).parent / f"cfg/models/v8/{kind}.yaml").read_text())
    layers |= {"activation": ACTIVATIONS[name], "nc": classes, "scale": "n", "scales": {"n": [0.33, 0.125, 1024]}}
    path = root / f"{kind}-{name}.yaml"
    path.write_text(yaml.safe_dump(layers))
    return str(path)


def fit(root, folder, kind, name, **settings):
    """Trains with the package, and keeps results.csv alone."""
    data = str(root / ("cls" if kind.endswith("cls") else "data.yaml"))
    net = YOLO(network(root, kind, name, 2 if kind.endswith("cls") else 1), task="classify" if kind.endswith("cls") else "detect")
    trained = net.train(data=data, project=str(root / "runs"), name=folder.replace("/", "-"), **QUIET, **settings)
    (HERE / folder).mkdir(parents=True, exist_ok=True)
    made = Path(net.trainer.save_dir) / "results.csv"
    (HERE / folder / "results.csv").write_bytes(made.read_bytes())
    assert trained is not None
    return f"{folder}/results.csv"


def describe(file, variant, metric, direction, seed=None):
    read = pd.read_csv(HERE / file, skipinitialspace=True)
    read.columns = read.columns.str.strip()
    return run(variant, read[metric], direction, files=[file], seed=seed, step="epoch", steps=list(read["epoch"]))


OLD_WRITER = """
import sys, types
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import pandas
from ultralytics.engine.trainer import BaseTrainer
read = pandas.read_csv(sys.argv[2])
trainer = types.SimpleNamespace(csv=Path(sys.argv[3]))
for row in read.to_dict("records"):
    trainer.epoch = int(row["epoch"]) - 1
    BaseTrainer.save_metrics(trainer, {name: value for name, value in row.items() if name not in ("epoch", "time")})
"""

SEEDS = [1, 2]
detect = {"epochs": 8, "imgsz": 64, "batch": 4, "mosaic": 0, "lr0": 0.003}
root = Path(tempfile.mkdtemp())
squares(root)
files = {(name, seed): fit(root, f"detect/{name}-seed-{seed}", "yolov8", name, seed=seed, **detect) for name in ACTIVATIONS for seed in SEEDS}
for (name, seed), file in files.items():
    old = f"old/{name}-seed-{seed}.csv"
    (HERE / "old").mkdir(exist_ok=True)
    (HERE / old).unlink(missing_ok=True)
    subprocess.run([sys.executable, "-c", OLD_WRITER, sys.argv[1], HERE / file, HERE / old], check=True)
cls = {
    name: fit(root, f"classify/train{at}", "yolov8-cls", name, seed=1, epochs=6, imgsz=32, batch=8, lr0=0.002)
    for name, at in [("elu", ""), ("relu", "2")]
}
by_folder = "number in the folder's name"
cases = [
    case(
        "map",
        "A folder a run, as ultralytics makes them: name=elu-seed-1. More is better.",
        "metrics/mAP50(B)",
        "higher",
        [describe(file, name, "metrics/mAP50(B)", "higher", seed) for (name, seed), file in files.items()],
        baseline="relu",
        pairedBy=by_folder,
    ),
    case(
        "box-loss",
        "The same files by a loss.",
        "val/box_loss",
        "lower",
        [describe(file, name, "val/box_loss", "lower", seed) for (name, seed), file in files.items()],
        baseline="relu",
        pairedBy=by_folder,
    ),
    case(
        "padded",
        "Until 8.1: names and numbers padded with blanks to 23 places, five digits.",
        "metrics/mAP50-95(B)",
        "higher",
        [describe(f"old/{name}-seed-{seed}.csv", name, "metrics/mAP50-95(B)", "higher", seed) for name, seed in files],
        baseline="relu",
        pairedBy="number in the file's name",
    ),
    case(
        "classify",
        "Folders that ultralytics named itself: train and train2; the 2 is no seed.",
        "metrics/accuracy_top1",
        "higher",
        [describe(cls[name], folder, "metrics/accuracy_top1", "higher") for name, folder in [("elu", "train"), ("relu", "train2")]],
        baseline="train2",
    ),
]
write(
    HERE, "ultralytics results.csv", ["ultralytics", "torch", "numpy", "pandas"], cases, origin="written by the package; old/ by its version 8.1.47"
)

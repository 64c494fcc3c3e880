"""Makes TensorBoard's CSV downloads anew: python make.py (torch, tensorboard, pandas).

PyTorch's SummaryWriter logs a real training with wall times that we set, `tensorboard` itself serves them on this machine,
and what its CSV links return is kept. The names are those that the page gives the downloads.
"""

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
from torch.utils.tensorboard import SummaryWriter

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from expected import case, run, write
from training import train

NAMES = {"loss/train": "train_loss", "loss/val": "val_loss", "accuracy/val": "val_accuracy"}
START = 1_700_000_000.25


def log(folder, rows, start=START, tags=NAMES, **more):
    """An event file in which an epoch takes 1.7 seconds."""
    writer = SummaryWriter(folder, **more)
    for at, row in enumerate(rows):
        for tag in tags:
            writer.add_scalar(tag, row[NAMES[tag]], row["step"], walltime=start + 1.7 * at)
    writer.close()


@contextmanager
def server(logs, fast):
    """The address of a TensorBoard that has read `logs`; with its data server (the default where it is installed) or without."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [str(Path(sys.executable).with_name("tensorboard")), "--logdir", logs, "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen([*program, f"--load_fast={'true' if fast else 'false'}"], stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(120):
            try:
                tags = json.load(urllib.request.urlopen(f"{address}/data/plugin/scalars/tags"))
                if len(tags) >= len({path.parent for path in Path(logs).rglob("events.*")}):
                    break
            except OSError:
                pass
            time.sleep(0.5)
        time.sleep(3)
        yield address
    finally:
        process.terminate()
        process.wait()


def download(address, of_run, tag, file):
    query = urllib.parse.urlencode({"run": of_run, "tag": tag, "format": "csv"})
    body = urllib.request.urlopen(f"{address}/data/plugin/scalars/scalars?{query}").read()
    (HERE / file).parent.mkdir(exist_ok=True)
    (HERE / file).write_bytes(body)
    return pd.read_csv(StringIO(body.decode()))


def one(address, of_run, tag, file, variant, direction, trained, seed=None):
    """Downloads a run, and checks it against what was trained (event files hold single precision)."""
    read = download(address, of_run, tag, file)
    np.testing.assert_array_equal(read["Value"], np.float32([row[NAMES[tag]] for row in trained]).astype(float))
    np.testing.assert_array_equal(read["Step"], [row["step"] for row in trained])
    read = read.drop_duplicates("Step", keep="last").sort_values("Step")
    return run(variant, read["Value"], direction, files=[file], seed=seed, step="Step", steps=list(read["Step"]))


trained = {(name, seed): train(name, seed) for name in ["elu", "relu"] for seed in [1, 2, 3]}
cases = []
with tempfile.TemporaryDirectory() as logs:
    for (name, seed), rows in trained.items():
        log(f"{logs}/{name}/seed-{seed}", rows)
    for name in ["elu", "relu"]:
        # Went on from the checkpoint of epoch 4 after the machine had died in epoch 6, on one whose clock is an hour behind.
        log(f"{logs}/{name}/resumed", trained[name, 1][:6])
        time.sleep(1.1)
        log(f"{logs}/{name}/resumed", trained[name, 2][4:], start=START - 3600)
    with server(logs, fast=True) as address:
        numbered = [
            one(address, f"{name}/seed-{seed}", "loss/val", f"downloads/run-{name}_seed-{seed}-tag-loss_val.csv", name, "lower", rows, seed)
            for (name, seed), rows in trained.items()
        ]
        cases.append(
            case(
                "downloads",
                "Six downloads under the names that the page gives them; / of run and tag became _.",
                "Value",
                "lower",
                numbered,
                baseline="relu",
                pairedBy="number in the file's name",
                named=False,
            )
        )
        renamed = [one(address, f"{name}/seed-1", "loss/val", f"renamed/{name}.csv", name, "lower", trained[name, 1]) for name in ["elu", "relu"]]
        cases.append(case("renamed", "One training each, called as the user likes.", "Value", "lower", renamed, baseline="relu"))
        higher = [
            one(address, f"{name}/seed-{seed}", "accuracy/val", f"accuracy/{name}/seed-{seed}.csv", name, "higher", rows, seed)
            for (name, seed), rows in trained.items()
            if not (HERE / f"accuracy/{name}").mkdir(parents=True, exist_ok=True)
        ]
        cases.append(
            case(
                "accuracy",
                "A folder a variant, a file a seed; nothing in the file says that more is better.",
                "Value",
                "higher",
                higher,
                baseline="relu",
                options=["--higher-is-better"],
                pairedBy="number in the file's name",
            )
        )
        going_on = [
            one(address, f"{name}/resumed", "loss/val", f"resumed/{name}.csv", name, "lower", trained[name, 1][:4] + trained[name, 2][4:])
            for name in ["elu", "relu"]
        ]
        cases.append(
            case(
                "resumed",
                "Resumed from a checkpoint: the data server drops the steps that were taken back; wall time jumps back an hour.",
                "Value",
                "lower",
                going_on,
                baseline="relu",
            )
        )
    with server(logs, fast=False) as address:
        twice = [
            one(address, f"{name}/resumed", "loss/val", f"resumed-twice/{name}.csv", name, "lower", trained[name, 1][:6] + trained[name, 2][4:])
            for name in ["elu", "relu"]
        ]
        cases.append(
            case(
                "resumed-twice",
                "The same logs without the data server (--load_fast=false): steps 20 and 24 stand twice, as before the crash and after.",
                "Value",
                "lower",
                twice,
                baseline="relu",
                unclear="Some steps stand twice. Of those the later row counts, as the training went on from it (so it is counted here), if that is said; a refusal is right too.",
            )
        )

with tempfile.TemporaryDirectory() as logs:
    for (name, seed), rows in trained.items():
        writer = SummaryWriter(f"{logs}/{name}-{seed}")
        writer.add_hparams(
            {"activation": name, "seed": seed, "lr": 0.3},
            {"hparam/val_loss": rows[-1]["val_loss"], "hparam/val_accuracy": rows[-1]["val_accuracy"]},
            run_name=".",
        )
        writer.close()
    with server(logs, fast=False) as address:
        request = {
            "experimentName": "",
            "allowedStatuses": ["STATUS_SUCCESS", "STATUS_UNKNOWN", "STATUS_RUNNING"],
            "colParams": [],
            "startIndex": 0,
            "sliceSize": 100,
        }
        base = f"{address}/data/plugin/hparams"
        found = json.load(
            urllib.request.urlopen(
                urllib.request.Request(f"{base}/experiment", json.dumps({"experimentName": ""}).encode(), {"Content-Type": "application/json"})
            )
        )
        request["colParams"] = [{"hparam": info["name"]} for info in found["hparamInfos"]] + [
            {"metric": info["name"]} for info in found["metricInfos"]
        ]
        groups = json.load(
            urllib.request.urlopen(
                urllib.request.Request(f"{base}/session_groups", json.dumps(request).encode(), {"Content-Type": "application/json"})
            )
        )
        query = urllib.parse.urlencode(
            {"format": "csv", "columnsVisibility": json.dumps([True] * len(request["colParams"])), "request": json.dumps(request)}
        )
        body = urllib.request.urlopen(f"{base}/download_data?{query}").read()
    (HERE / "hparams").mkdir(exist_ok=True)
    (HERE / "hparams/hparams_table.csv").write_bytes(body)
    frame = pd.read_csv(StringIO(body.decode()))
    assert len(frame) == len(trained), frame
    runs = []
    for row in frame.to_dict("records"):
        rows = trained[row["activation"], int(row["seed"])]
        assert row["hparam/val_loss"] == np.float32(rows[-1]["val_loss"])
        runs.append(run(row["activation"], [row["hparam/val_loss"]], "lower", files=["hparams/hparams_table.csv"], seed=int(row["seed"])))
    cases.append(
        case(
            "hparams",
            "The table of the HParams page, a row a run: hyperparameters, among them activation, seed (1.0) and a constant lr, and metrics.",
            "hparam/val_loss",
            "lower",
            runs,
            baseline="relu",
            pairedBy="column seed",
        )
    )
write(HERE, "TensorBoard CSV download", ["tensorboard", "tensorboard-data-server", "torch", "numpy", "pandas"], cases)

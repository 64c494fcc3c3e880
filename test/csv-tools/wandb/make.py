"""Makes CSV files as Weights & Biases gives them anew: python make.py (wandb, pandas).

`run.history()` is the package's, over what a run wrote offline. The web page's exports of charts and of the table of
runs cannot be made without its server: they follow its documentation and what scripts that read such exports name as
their columns (`run - metric`, `__MIN`, `__MAX`, `run - _step`, `Group: x - metric`); of their line ends nothing is known.
"""

import json
import os
import struct
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

os.environ |= {"WANDB_MODE": "offline", "WANDB_SILENT": "true", "WANDB_DISABLE_CODE": "true"}

import pandas as pd
import wandb
from wandb.apis.public import Run
from wandb.proto import wandb_internal_pb2

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from expected import case, run, write
from training import train

SEEDS = [1, 2, 3]
TRAINED = {(name, seed): train(name, seed) for name in ["elu", "relu"] for seed in SEEDS}


def quoted(file, header, rows):
    """As the page writes: all fields in quotation marks, nothing between them where there is nothing."""
    path = HERE / file
    path.parent.mkdir(exist_ok=True)
    lines = [header, *rows]
    path.write_text("\n".join(",".join('"' + ("" if field is None else str(field)) + '"' for field in line) for line in lines))


def chart(file, axis, series, bands=None):
    """Export of a line chart: `series` by heading, each {x: value}; min and max equal the value unless `bands` has them."""
    places = sorted({x for points in series.values() for x in points})
    header = [axis, *(name + end for name in series for end in ["", "__MIN", "__MAX"])]
    rows = []
    for x in places:
        row = [x]
        for name, points in series.items():
            low, high = (bands or {}).get(name, {}).get(x, (points.get(x), points.get(x)))
            row += [points.get(x), low, high]
        rows.append(row)
    quoted(file, header, rows)


def of(rows, metric, every=1):
    return {row["step"]: row[metric] for row in rows[every - 1 :: every]}


def described(file, variant, points, direction, axis, seed=None, places=None):
    """The run whose column holds `points`, in a file with the steps `places`."""
    steps = sorted(points) if places is None else places
    return run(variant, [points.get(step, float("nan")) for step in steps], direction, files=[file], seed=seed, step=axis, steps=steps)


def charts():
    file = "charts/wandb_export_2024-03-05T10_12_00.000+01_00.csv"
    named = {(name, seed): of(rows, "val_loss") for (name, seed), rows in TRAINED.items()}
    chart(file, "Step", {f"{name}-seed-{seed} - val_loss": points for (name, seed), points in named.items()})
    yield case(
        "chart",
        "A chart of six runs whose names say variant and seed.",
        "val_loss",
        "lower",
        [described(file, name, points, "lower", "Step", seed) for (name, seed), points in named.items()],
        baseline="relu",
        pairedBy="number in the run's name",
    )

    file = "charts/random-names.csv"
    names = {"elu": "swift-cloud-7", "relu": "fresh-sun-12"}
    higher = {name: of(TRAINED[name, 1], "val_accuracy") for name in names}
    chart(file, "Step", {f"{names[name]} - val_accuracy": points for name, points in higher.items()})
    yield case(
        "random-names",
        "Names that W&B gave: the number in them is no seed. More is better.",
        "val_accuracy",
        "higher",
        [described(file, names[name], points, "higher", "Step") for name, points in higher.items()],
        baseline="fresh-sun-12",
    )

    file = "charts/two-metrics.csv"
    both = {}
    for name in ["elu", "relu"]:
        both[f"{name} - train_loss"] = of(TRAINED[name, 1], "train_loss")
        # Validated every third epoch: empty fields between, and in the last two rows.
        both[f"{name} - val_loss"] = of(TRAINED[name, 1], "val_loss", every=3)
    chart(file, "Step", both)
    places = [row["step"] for row in TRAINED["elu", 1]]
    for metric in ["train_loss", "val_loss"]:
        yield case(
            f"two-metrics-{metric}",
            "Two metrics in a chart, val_loss every third epoch.",
            metric,
            "lower",
            [described(file, name, both[f"{name} - {metric}"], "lower", "Step", places=places) for name in ["elu", "relu"]],
            baseline="relu",
        )

    file = "charts/global-step.csv"
    shown = {}
    for name in ["elu", "relu"]:
        for seed in [1, 2]:
            points = of(TRAINED[name, seed], "val_loss")
            # Runs whose validations are not at the same steps: a row holds the one or the other.
            points = {step - 1 - (name == "elu"): value for step, value in points.items()}
            shown[f"{name}_seed{seed} - _step"] = {step: 2 * step for step in points}
            shown[f"{name}_seed{seed} - val_loss"] = points
    chart(file, "trainer/global_step", shown)
    places = sorted({step for points in shown.values() for step in points})
    yield case(
        "global-step",
        "Another x axis, as with Lightning's WandbLogger: W&B adds the runs' own _step; rows in which one run alone has values.",
        "val_loss",
        "lower",
        [
            described(file, name, shown[f"{name}_seed{seed} - val_loss"], "lower", "trainer/global_step", seed, places)
            for name in ["elu", "relu"]
            for seed in [1, 2]
        ],
        baseline="relu",
        pairedBy="number in the run's name",
    )

    file = "charts/grouped.csv"
    series, bands = {}, {}
    for name in ["elu", "relu"]:
        frame = pd.DataFrame([of(TRAINED[name, seed], "val_loss") for seed in SEEDS])
        heading = f"activation: {name} - val_loss"
        series[heading] = frame.mean().to_dict()
        bands[heading] = {x: (low, high) for x, low, high in zip(frame.columns, frame.min(), frame.max())}
    chart(file, "Step", series, bands)
    yield case(
        "grouped",
        "Grouped by a key of the config: each line is the mean of three runs, __MIN and __MAX their range.",
        "val_loss",
        "lower",
        [described(file, name, series[f"activation: {name} - val_loss"], "lower", "Step") for name in ["elu", "relu"]],
        baseline="relu",
        unclear="A line is a mean of runs whose number the file does not tell, never a run of its own; `activation: elu` as name is right too.",
    )

    found = []
    for name in ["elu", "relu"]:
        file = f"charts/one-run/{name}.csv"
        (HERE / file).parent.mkdir(parents=True, exist_ok=True)
        chart(file, "Step", {"val_loss": of(TRAINED[name, 1], "val_loss")})
        found.append(described(file, name, of(TRAINED[name, 1], "val_loss"), "lower", "Step"))
    yield case("one-run", "From the page of a run: the heading has no run's name.", "val_loss", "lower", found, baseline="relu")


def table():
    file = "runs/wandb_export_2024-03-05T10_15_30.250+01_00.csv"
    header = [
        "Name",
        "State",
        "Notes",
        "User",
        "Tags",
        "Created",
        "Runtime",
        "Sweep",
        "activation",
        "lr",
        "seed",
        "epoch",
        "train_loss",
        "val_accuracy",
        "val_loss",
    ]
    rows, found = [], []
    for at, ((name, seed), trained) in enumerate(TRAINED.items()):
        last = trained[-1]
        crashed = (name, seed) == ("relu", 3)
        created = f"2024-03-05T09:{10 + at:02}:00.000Z"
        figures = [None] * 4 if crashed else [last["epoch"], last["train_loss"], last["val_accuracy"], last["val_loss"]]
        rows.append(
            [
                f"sage-sweep-{at + 1}",
                "crashed" if crashed else "finished",
                "-",
                "someone",
                "",
                created,
                41 + 3 * at,
                "q1w2e3r4",
                name,
                0.3,
                seed,
                *figures,
            ]
        )
        if not crashed:
            found.append(run(name, [last["val_loss"]], "lower", files=[file], seed=seed))
    quoted(file, header, rows)
    about = "The table of runs, a row a run; the sixth crashed and has no figures: it is left out and told."
    yield case("runs-table", about, "val_loss", "lower", found, baseline="relu", options=["--by", "activation"], pairedBy="column seed", leftOut=1)
    yield case(
        "runs-table-plain",
        "The same without --by: Name, Created, User and so on are not what was varied.",
        "val_loss",
        "lower",
        found,
        baseline="relu",
        pairedBy="column seed",
        leftOut=1,
        unclear="Which columns are config and what was varied, the file does not say: it is a guess, to be said, or refused.",
    )


def records(of_run):
    """What a run logged, from the file of W&B's that it wrote: LevelDB's log format, a protocol buffer a record."""
    data, at, whole = next(Path(os.environ["WANDB_DIR"]).rglob(f"*{of_run}*.wandb")).read_bytes(), 7, b""
    while at + 7 <= len(data):
        if 32768 - at % 32768 < 7:
            at += 32768 - at % 32768
            continue
        length, kind = struct.unpack("<HB", data[at + 4 : at + 7])
        whole += data[at + 7 : at + 7 + length]
        at += 7 + length
        if kind not in (1, 4):
            continue
        record = wandb_internal_pb2.Record()
        record.ParseFromString(whole)
        whole = b""
        if record.WhichOneof("record_type") == "history":
            yield {item.key or "/".join(item.nested_key): json.loads(item.value_json) for item in record.history.item}


def histories():
    frames, found, together = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WANDB_DIR"] = folder
        logged = {}
        for name, seed in [(name, seed) for name in ["elu", "relu"] for seed in [1, 2]]:
            settings = wandb.Settings(x_disable_stats=True, x_disable_meta=True, console="off")
            logging = wandb.init(project="tiny", name=f"{name}-seed-{seed}", config={"activation": name}, settings=settings)
            for row in TRAINED[name, seed]:
                logging.log({"train_loss": row["train_loss"]})
                if row["epoch"] % 2 == 0:
                    logging.log({"epoch": row["epoch"], "val_loss": row["val_loss"]})
            logging.finish()
            logged[name, seed] = logging
        wandb.teardown()
        for (name, seed), of_run in logged.items():
            rows = list(records(of_run.id))
            frame = Run.history(SimpleNamespace(_full_history=lambda rows=rows, **_: rows))
            # Wall times of a fixed day.
            frame["_timestamp"] += 1_709_629_200 - frame["_timestamp"].iloc[0]
            file = f"history/{name}-seed-{seed}.csv"
            assert len(frame) == 12, frame
            (HERE / file).parent.mkdir(exist_ok=True)
            frame.to_csv(HERE / file)
            measured = [row["val_loss"] for row in TRAINED[name, seed] if row["epoch"] % 2 == 0]
            assert list(frame["val_loss"].dropna()) == measured
            found.append(run(name, frame["val_loss"], "lower", files=[file], seed=seed, step="_step", steps=list(frame["_step"])))
            frames.append(frame.assign(run=of_run.name, activation=name, seed=seed))
            together.append({**found[-1], "files": ["history/all.csv"]})
    pd.concat(frames).to_csv(HERE / "history/all.csv", index=False)
    yield case(
        "history",
        "run.history() to CSV with pandas' column of row numbers; train_loss and val_loss logged apart, so in rows of their own.",
        "val_loss",
        "lower",
        found,
        baseline="relu",
        pairedBy="number in the file's name",
    )
    yield case(
        "history-together",
        "Several histories in one file, with columns run (a name), activation and seed added.",
        "val_loss",
        "lower",
        together,
        baseline="relu",
        options=["--by", "activation"],
        pairedBy="column seed",
    )


write(
    HERE,
    "Weights & Biases",
    ["wandb", "pandas"],
    [*charts(), *table(), *histories()],
    origin="run.history() written by the package; exports of charts and of the table of runs made by documentation and by what scripts name as their columns",
)

"""Makes MLflow's CSV files anew: python make.py (mlflow, pandas).

Runs are logged into a database of the moment, and read back with the package. The page's downloads (metrics.csv,
a chart's history, runs.csv) are written as its own code does: all fields in quotation marks, an apostrophe before what
a spreadsheet would take for a formula, negative numbers among that; metrics.csv bare, without a last line end.
"""

import datetime
import os
import subprocess
import sys
import tempfile
from pathlib import Path

STORE = tempfile.mkdtemp()
os.environ |= {
    "LOGNAME": "someone",
    "USER": "someone",
    "MLFLOW_TRACKING_URI": f"sqlite:///{STORE}/mlflow.db",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "GIT_PYTHON_REFRESH": "quiet",
}

import mlflow
import pandas as pd
from mlflow import MlflowClient

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from expected import case, run, write
from training import train

SEEDS = [1, 2, 3]
# What MLflow would take from the machine.
TAGS = {
    "mlflow.source.name": "train.py",
    "mlflow.source.type": "LOCAL",
    "mlflow.source.git.branch": "main",
    "mlflow.source.git.commit": "0123456789abcdef0123456789abcdef01234567",
}
KEYS = ["train_loss", "val_loss", "val_accuracy", "val_log_likelihood"]
TRAINED = {(name, seed): train(name, seed) for name in ["elu", "relu"] for seed in SEEDS}
for rows in TRAINED.values():
    for row in rows:
        row["val_log_likelihood"] = -row["val_loss"]
experiment = mlflow.create_experiment("tiny", artifact_location="mlflow-artifacts:/1")
mlflow.set_experiment("tiny")
ids = {}
for (name, seed), rows in TRAINED.items():
    with mlflow.start_run(run_name=f"{name}-seed-{seed}", tags=TAGS) as active:
        mlflow.log_params({"activation": name, "lr": 0.3, "seed": seed})
        for row in rows:
            mlflow.log_metrics({key: row[key] for key in KEYS}, step=row["step"])
        ids[name, seed] = active.info.run_id
client = MlflowClient()
cases = []


def last_of(file, metric, direction):
    return [run(name, [rows[-1][metric]], direction, files=[file], seed=seed) for (name, seed), rows in TRAINED.items()]


def curves(metric, direction, of_file, seeds=SEEDS):
    found = []
    for (name, seed), rows in TRAINED.items():
        if seed in seeds:
            values, steps = [row[metric] for row in rows], [row["step"] for row in rows]
            found.append(run(name, values, direction, files=[of_file(name, seed)], seed=seed, step="step", steps=steps))
    return found


# mlflow.search_runs(), a row a run; `mlflow experiments csv` writes the same without row numbers.
frame = mlflow.search_runs(experiment_names=["tiny"])
(HERE / "runs").mkdir(exist_ok=True)
frame.to_csv(HERE / "runs/search_runs.csv")
program = str(Path(sys.executable).with_name("mlflow"))
subprocess.run([program, "experiments", "csv", "-x", experiment, "-o", str(HERE / "runs/experiment.csv")], check=True, capture_output=True)
for name, file in [("search-runs", "runs/search_runs.csv"), ("experiments-csv", "runs/experiment.csv")]:
    read = pd.read_csv(HERE / file).set_index("run_id")
    for key, of_run in ids.items():
        assert read["metrics.val_loss"][of_run] == TRAINED[key][-1]["val_loss"]
    about = "mlflow.search_runs() to CSV, with pandas' row numbers" if name == "search-runs" else "What `mlflow experiments csv` writes"
    cases.append(
        case(
            name,
            f"{about}: a row a run, times as text, ids, tags.",
            "metrics.val_loss",
            "lower",
            last_of(file, "val_loss", "lower"),
            baseline="relu",
            options=["--by", "params.activation"],
            pairedBy="column params.seed",
        )
    )
cases.append(
    case(
        "search-runs-plain",
        "The same without --by: run_id, times, artifact_uri and tags are not what was varied.",
        "metrics.val_accuracy",
        "higher",
        last_of("runs/search_runs.csv", "val_accuracy", "higher"),
        baseline="relu",
        pairedBy="column params.seed",
        unclear="That params.* are what was set is MLflow's naming; a reader that does not know it must say what it guessed, or refuse.",
    )
)

# MlflowClient.get_metric_history() to a frame, a file a run.
for (name, seed), of_run in ids.items():
    if seed in SEEDS[:2]:
        (HERE / "history").mkdir(exist_ok=True)
        history = client.get_metric_history(of_run, "val_loss")
        pd.DataFrame([dict(metric) for metric in history]).to_csv(HERE / f"history/{name}-seed-{seed}.csv", index=False)
cases.append(
    case(
        "history",
        "get_metric_history() of one metric, a file a run: key, value, timestamp, step and columns that are empty throughout.",
        "val_loss",
        "lower",
        curves("val_loss", "lower", lambda name, seed: f"history/{name}-seed-{seed}.csv", SEEDS[:2]),
        baseline="relu",
        pairedBy="number in the file's name",
    )
)


def guarded(field):
    text = str(field).replace('"', '""')
    return '"' + ("'" if text[:1] in "=+-@\r\t" and text else "") + text + '"'


def table(file, columns, rows):
    path = HERE / file
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(",".join(map(guarded, line)) + "\n" for line in [columns, *rows]))


def javascript(value):
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def chart(file, keys):
    rows = []
    for key in keys:
        for (name, seed), of_run in ids.items():
            for metric in client.get_metric_history(of_run, key):
                if seed in SEEDS[:2]:
                    rows.append([f"{name}-seed-{seed}", of_run, key, metric.step, metric.timestamp, javascript(metric.value)])
    table(file, ["Run", "Run ID", "metric", "step", "timestamp", "value"], rows)


by_name = "number in the run's name"
chart("page/val_loss.csv", ["val_loss", "train_loss"])
for key in ["val_loss", "train_loss"]:
    cases.append(
        case(
            f"chart-{key}",
            "A chart's history from the page: long form, a row a measured value, two metrics, runs by name and by id.",
            key,
            "lower",
            curves(key, "lower", lambda *_: "page/val_loss.csv", SEEDS[:2]),
            baseline="relu",
            pairedBy=by_name,
        )
    )
chart("page/val_log_likelihood.csv", ["val_log_likelihood"])
cases.append(
    case(
        "negative",
        "Negative numbers, before which the page puts an apostrophe.",
        "val_log_likelihood",
        "higher",
        curves("val_log_likelihood", "higher", lambda *_: "page/val_log_likelihood.csv", SEEDS[:2]),
        baseline="relu",
        pairedBy=by_name,
        options=["--higher-is-better"],
        unclear="Read as the numbers that they are, or refused with the cause.",
    )
)

# metrics.csv of the page on which runs are compared: no names of the runs but their ids.
lines = ["run_id,key,value,timestamp,step"]
for of_run in [ids["elu", 1], ids["relu", 1]]:
    for metric in client.get_metric_history(of_run, "val_loss"):
        lines.append(f"{of_run},{metric.key},{javascript(metric.value)},{metric.timestamp},{metric.step}")
(HERE / "page/metrics.csv").write_text("\n".join(lines))
both = [
    run(
        ids[name, 1],
        [row["val_loss"] for row in TRAINED[name, 1]],
        "lower",
        files=["page/metrics.csv"],
        step="step",
        steps=[row["step"] for row in TRAINED[name, 1]],
    )
    for name in ["elu", "relu"]
]
cases.append(
    case(
        "metrics-csv",
        "metrics.csv: two runs, told apart by run_id alone; its last line has no end.",
        "val_loss",
        "lower",
        both,
        baseline=ids["relu", 1],
    )
)

# runs.csv of the page.
rows = []
for (name, seed), of_run in ids.items():
    started = datetime.datetime(2024, 3, 5, 9, 10, 7 * seed).isoformat(" ")
    figures = [javascript(TRAINED[name, seed][-1][key]) for key in KEYS]
    rows.append(
        [started, f"{seed}.{len(name)}s", of_run, f"{name}-seed-{seed}", "LOCAL", "train.py", "someone", "FINISHED", name, "0.3", seed, *figures]
    )
table(
    "page/runs.csv",
    ["Start Time", "Duration", "Run ID", "Name", "Source Type", "Source Name", "User", "Status", "activation", "lr", "seed", *KEYS],
    rows,
)
cases.append(
    case(
        "runs-csv",
        "runs.csv from the page: a row a run, durations as text.",
        "val_loss",
        "lower",
        last_of("page/runs.csv", "val_loss", "lower"),
        baseline="relu",
        options=["--by", "activation"],
        pairedBy="column seed",
    )
)
write(
    HERE,
    "MLflow",
    ["mlflow", "pandas"],
    cases,
    origin="runs/ and history/ written by the package; page/ as the code of its page writes, from the package's figures",
)

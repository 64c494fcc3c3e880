"""What a comparison of CSV files should find, computed with pandas; shared by the make.py of each tool.

A make.py hands over, for each run, the values in the order in which they were trained (NaN where nothing was measured).
It takes them from the tool's memory where the tool keeps them, and from the file, read by pandas, where the file
rounds. README.md says what the fields of expected.json mean.
"""

import json
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd


def number(value):
    """A number for JSON: whole ones without a point, None for NaN."""
    value = float(value)
    if np.isnan(value):
        return None
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def run(variant, values, direction, *, files, seed=None, step=None, steps=None, diverged=False):
    """One run: `values` of the metric row by row, `steps` of the same rows."""
    series = pd.Series(np.asarray(values, dtype=np.float64))
    places = pd.Series(range(len(series)) if steps is None else steps)
    if len(places) != len(series):
        raise ValueError(f"{variant}: {len(places)} steps, {len(series)} values")
    measured = series[np.isfinite(series)]
    best = measured.idxmax() if direction == "higher" else measured.idxmin()
    last = measured.index[-1]
    return {
        "files": files,
        "variant": variant,
        "seed": seed,
        "step": None
        if step is None
        else {
            "column": step,
            "rows": len(series),
            "distinct": int(places.nunique()),
            "first": number(places.iloc[0]),
            "last": number(places.iloc[-1]),
        },
        "measured": len(measured),
        "last": {"value": float(measured[last]), "step": None if step is None else number(places[last])},
        "best": {"value": float(measured[best]), "step": None if step is None else number(places[best])},
        **({"diverged": True} if diverged else {}),
    }


def differences(runs, baseline):
    """Per variant: mean of its last values less the baseline's; pair by pair where `seed` tells which belong together."""
    frame = pd.DataFrame([{"variant": one["variant"], "seed": one["seed"], "last": one["last"]["value"]} for one in runs if not one.get("diverged")])
    base = frame[frame.variant == baseline]
    found = []
    for name, group in frame.groupby("variant", sort=False):
        if name == baseline:
            continue
        entry = {
            "variant": name,
            "baseline": baseline,
            "meanOfVariant": float(group["last"].mean()),
            "meanOfBaseline": float(base["last"].mean()),
            "meanDifference": float(group["last"].mean() - base["last"].mean()),
            "pairs": None,
        }
        seeds = pd.concat([group.seed, base.seed])
        if seeds.notna().all():
            paired = group.merge(base, on="seed", suffixes=("", "_base")).sort_values("seed")
            each = paired["last"] - paired["last_base"]
            entry["pairs"] = {
                "seeds": [int(seed) for seed in paired.seed],
                "differences": [float(one) for one in each],
                "meanDifference": float(each.mean()),
            }
        found.append(entry)
    return found


def case(name, about, metric, direction, runs, *, baseline=None, options=(), named=True, pairedBy=None, **more):
    """One call of `compare`, with `--metric` if `named`; `more` are fields of README.md that few cases have."""
    files = list(dict.fromkeys(file for one in runs for file in one["files"]))
    chosen = ["--metric", metric] if named else []
    return {
        "name": name,
        "about": about,
        "args": ["compare", *files, *chosen, *([] if baseline is None else ["--baseline", baseline]), *options],
        "metric": metric,
        "direction": direction,
        "pairedBy": pairedBy,
        "runs": runs,
        "differences": [] if baseline is None else differences(runs, baseline),
        **more,
    }


def write(folder, tool, packages, cases, origin="written by the package"):
    """Writes expected.json, and refuses what must not be in a file of the repository."""
    made = {"tool": tool, "origin": origin, "packages": {name: version(name) for name in packages}, "cases": cases}
    text = json.dumps(made, indent=2, allow_nan=False) + "\n"
    target = Path(folder) / "expected.json"
    target.write_text(text)
    subprocess.run(["npx", "biome", "format", "--write", str(target)], check=True, capture_output=True, cwd=Path(__file__).parents[2])
    named = {file for one in cases for one_run in one["runs"] for file in one_run["files"]}
    for file in named:
        if not (Path(folder) / file).is_file():
            raise FileNotFoundError(file)
    machine = re.compile("|".join(map(re.escape, {platform.node(), "/tmp/", "/root", "/home/"})), re.IGNORECASE)
    for path in Path(folder).rglob("*"):
        if path.is_file() and path.suffix != ".py":
            text = path.read_bytes().decode("utf-8", "replace")
            if machine.search(text):
                raise ValueError(f"{path} names this machine: {machine.search(text)[0]}")
            if path.stat().st_size > 10_000 and path.name != "expected.json":
                raise ValueError(f"{path} has {path.stat().st_size} bytes")

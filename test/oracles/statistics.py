"""Oracle values for src/compare, from SciPy 1.17 and NumPy; R's p.adjust for Holm, where R is there.

    python test/oracles/statistics.py > test/oracles/statistics.json

Needs scipy and numpy (and Rscript, for Holm). The same bytes each time.
"""
import itertools
import json
import subprocess

import numpy as np
from scipy import stats

rng = np.random.default_rng(20151123)


def number(value):
    """JSON has neither NaN nor infinity."""
    return float(value) if np.isfinite(value) else None


def signed_rank(x):
    x = np.asarray(x, dtype=float)
    # Whatever SciPy's default method chooses: exact, all signs, or the normal distribution.
    result = stats.wilcoxon(x)
    ranks = stats.rankdata(np.abs(x[x != 0]))
    plus, minus = ranks[x[x != 0] > 0].sum(), ranks[x[x != 0] < 0].sum()
    return {
        "x": x.tolist(),
        "p": number(result.pvalue),
        "smaller": number(result.statistic),
        "effect": float((plus - minus) / (plus + minus)) if plus + minus > 0 else 0.0,
    }


def describe(x):
    x = np.asarray(x, dtype=float)
    t = stats.t.interval(0.95, len(x) - 1, x.mean(), stats.sem(x))
    middle = stats.quantile_test(x, q=np.median(x), p=0.5).confidence_interval(0.95)
    return {
        "mean": x.mean(),
        "sd": x.std(ddof=1),
        "median": float(np.median(x)),
        "interval": [number(end) for end in t],
        "medianInterval": [number(end) for end in middle],
    }


def random_case(i):
    n = int(rng.integers(3, 31))
    x = rng.normal(rng.normal() / 2, 1, n)
    if i % 4 == 1:  # ties
        x = np.round(x * 4) / 4 + 0.125
    elif i % 4 == 2:  # ties and zeros
        x = np.round(x * 2) / 2
    elif i % 4 == 3:  # skewed, zeros without ties
        x = np.round(np.exp(x), 4)
        x[: int(rng.integers(0, 3))] = 0
    return np.round(x, 4)


def edge_cases():
    for n in range(3, 31):
        steps = np.arange(1, n + 1)
        yield steps  # all positive: the smallest p
        yield steps * np.where(steps % 2, 1, -1)  # signs in turn
        yield np.ones(n)  # all tied
        yield np.where(steps % 3, 1, -1) * np.ceil(steps / 2)  # ties in twos
        yield np.concatenate([[0], steps[1:]])  # one zero
        yield np.concatenate([np.zeros(n - 1), [-2]])  # zeros but for one
    for n in (49, 50, 51, 80):  # about the border of the exact distribution
        yield np.round(rng.normal(0.3, 1, n), 4)
    for n in (12, 13, 14, 15):  # about the border with ties and zeros
        yield np.round(rng.normal(0.3, 1, n), 1)
        yield np.concatenate([[0, 0], np.round(rng.normal(0.3, 1, n - 2), 4)])
    yield np.zeros(5)


def bootstrap_t(x):
    """Every one of the n^n resamples, in the order of a counter whose first digit counts fastest."""
    x = np.asarray(x, dtype=float)
    n = len(x)
    index = np.array(list(itertools.product(range(n), repeat=n)))
    drawn = x[index]
    with np.errstate(divide="ignore"):
        scores = (drawn.mean(axis=1) - x.mean()) / stats.sem(drawn, axis=1)
    scores[np.ptp(drawn, axis=1) == 0] = np.sign(drawn[np.ptp(drawn, axis=1) == 0, 0] - x.mean()) * np.inf
    scores = np.sort(scores)
    place = int(0.025 * (len(scores) + 1))
    return {"x": x.tolist(), "interval": [x.mean() - scores[-place] * stats.sem(x), x.mean() - scores[place - 1] * stats.sem(x)]}


def holm(p):
    code = f"cat(format(p.adjust(c({','.join(map(repr, p))}), 'holm'), digits=17))"
    out = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=True).stdout
    return {"p": p, "holm": [float(text) for text in out.split()]}


cases = [random_case(i) for i in range(200)]
print(
    json.dumps(
        {
            "random": [{**signed_rank(x), **describe(x)} for x in cases],
            "edges": [signed_rank(x) for x in edge_cases()],
            "t": [
                [p, df, stats.t.ppf(p, df)]
                for p in (0.5, 0.9, 0.95, 0.975, 0.995, 0.9995)
                for df in (1, 2, 3, 4, 5, 6, 9, 10, 29, 30, 99, 100, 499, 1000)
            ],
            "normalTail": [[z, stats.norm.sf(z)] for z in (0, 1e-8, 0.1, 0.5, 1, 1.96, 2.5, 2.999, 3, 3.001, 4, 6, 10, 30)],
            "fairCoin": [[k, n, stats.binom.cdf(k, n, 0.5)] for n in (0, 1, 5, 6, 30, 500, 2000) for k in sorted({0, n // 3, n // 2, n})],
            "bootstrap": [bootstrap_t(x) for x in ([1, 2, 4, 8, 9], [0.1, -0.3, 0.25, 0.7, 0.05], [3, 3, 1, 2, 2])],
            "holm": [holm(p) for p in ([0.01, 0.04, 0.03], [0.5], [0.0625, 0.0625, 0.125, 1.0], [0.2, 0.9, 0.001, 0.02, 0.02, 0.6])],
        },
        separators=(",", ":"),
    )
)

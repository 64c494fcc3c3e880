"""Contrast normalisation and ZCA whitening by NumPy, pylearn2's formulas: seconds of each stage as JSON, and whitened images to compare with.

python zca_peer.py IMAGES COUNT SIZE DTYPE OUT COMPARED
IMAGES holds COUNT x SIZE bytes; the first COMPARED whitened images go to OUT as float64, for which DTYPE must be float64.
"""
import json
import sys
from time import perf_counter

import numpy as np

images, count, size, dtype, out, compared = sys.argv[1:]
count, size, compared = int(count), int(size), int(compared)
x = np.fromfile(images, np.uint8).reshape(count, size).astype(dtype)

start = perf_counter()
x -= x.mean(1, keepdims=True)
norm = np.sqrt(np.einsum("ij,ij->i", x, x)) / 55
norm[norm < 1e-8] = 1
x /= norm[:, None]
contrast = perf_counter()
mean = x.mean(0)
x -= mean
values, vectors = np.linalg.eigh(x.T @ x / count + 0.1 * np.eye(size, dtype=dtype))
matrix = (vectors / np.sqrt(values)) @ vectors.T
fit = perf_counter()
# In single precision whatever the fit was done in, as what is trained on is.
y = x.astype(np.float32, copy=False) @ matrix.astype(np.float32)
apply = perf_counter()
if dtype == "float64":
    (x[:compared] @ matrix).tofile(out)
print(json.dumps({"contrast": contrast - start, "fit": fit - contrast, "apply": apply - fit}))

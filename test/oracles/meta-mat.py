"""Twins of meta.mat of ILSVRC's devkit, for src/data/sources/ilsvrc/synsets.test.ts.

    python test/oracles/meta-mat.py

Needs scipy; here by 1.17.1, whose savemat writes what MATLAB 5 does: an array of structs with the devkit's fields, plain and compressed. Printed in base64.
"""
import base64
import io

import numpy as np
from scipy.io import savemat

FIELDS = "ILSVRC2012_ID WNID words gloss num_children children wordnet_height num_train_images".split()
NONE = np.zeros((0,))
ROWS = [
    (2, "n01440764", "tench", "a fish", 0, NONE, 0, 1300),
    (3, "n01443537", "goldfish", "an orange fish", 0, NONE, 0, 1300),
    (1, "n02119789", "kit fox", "a small grey fox", 0, NONE, 0, 1300),
    (4, "n00001740", "entity", "that which is", 2, np.array([2, 3]), 3, 0),
]
table = np.array(ROWS, dtype=[(name, object) for name in FIELDS]).reshape(-1, 1)
for compressed in (False, True):
    file = io.BytesIO()
    savemat(file, {"synsets": table}, do_compression=compressed)
    print(base64.b64encode(file.getvalue()).decode())

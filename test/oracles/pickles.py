"""CIFAR batches as Python 3 and NumPy write them, for src/data/cifar/python.test.ts.

    python test/oracles/pickles.py

Writes those of the NumPy at hand into pickles.json beside it, and leaves those of other versions there. Here by Python 3.11 with NumPy
1.26 and 2.4. Each batch holds the records of TINY_CIFAR100 in test/tiny-cifar.ts; it is deflated, as its pixels repeat.
"""
import base64
import collections
import json
import pathlib
import pickle
import zlib

import numpy as np

COARSE, FINE = [11, 15, 4, 14, 1], [19, 29, 0, 11, 99]
PIXELS = np.array([[(record * 31 + i * 7) % 256 for i in range(3072)] for record in range(5)], dtype=np.uint8)
IMAGES = PIXELS.reshape(5, 3, 32, 32)
CHANNELS_LAST = np.ascontiguousarray(IMAGES.transpose(0, 2, 3, 1))
EVERY_OTHER = np.repeat(PIXELS, 2, axis=0)[::2]
READ_ONLY = PIXELS.copy()
READ_ONLY.setflags(write=False)


def batch(data=PIXELS, coarse=COARSE, fine=FINE, **more):
    return {"data": data, "coarse_labels": coarse, "fine_labels": fine, **more}


MORE = dict(filenames=[f"bild_ä_{i}.png" for i in range(5)], batch_label="training batch 1 of 1", a=None, b=True, c=1.5, d=2**40, e=-3, f=(1, 2, 3, 4))
READ = {
    "plain": batch(),
    "with more": batch(**MORE),
    "keys are bytes": {k.encode(): v for k, v in batch(filenames=[b"a"] * 5, empty=b"").items()},
    "Fortran order": batch(np.asfortranarray(PIXELS)),
    "a view of every other row": batch(EVERY_OTHER),
    "read-only": batch(READ_ONLY),
    "images with channels": batch(IMAGES),
    "images with channels, Fortran order": batch(np.asfortranarray(IMAGES)),
    "channels last, transposed": batch(CHANNELS_LAST.transpose(0, 3, 1, 2)),
    "labels are arrays": batch(coarse=np.array(COARSE), fine=np.array(FINE, dtype=">i4")[:, None]),
    "labels are numbers of NumPy": batch(coarse=list(np.array(COARSE)), fine=tuple(np.array(FINE, dtype=np.uint8))),
    "other arrays": batch(names=np.array(["x", "yy"]), objects=np.array(["x", None], dtype=object), f=np.array(1.5)),
}
REFUSED = {
    "data of int64": batch(PIXELS.astype(np.int64)),
    "data of floats": batch(PIXELS / 255),
    "channels last": batch(CHANNELS_LAST),
    "data of lists": batch([[1, 2], [3, 4]]),
    "a label too few": batch(fine=FINE[1:]),
    "a label that is a fraction": batch(fine=[1.5] + FINE[1:]),
    "a set": batch(s={1, 2}),
    "a dictionary of another class": collections.OrderedDict(batch()),
}

path = pathlib.Path(__file__).with_name("pickles.json")
kept = [row for row in (json.loads(path.read_text()) if path.exists() else []) if row["numpy"] != np.__version__]


def row(name, protocol, value, **how):
    deflated = zlib.compress(pickle.dumps(value, protocol, **how), 9)
    return {"numpy": np.__version__, "protocol": protocol, "name": name, "deflated": base64.b64encode(deflated).decode()}


rows = [row("plain", protocol, READ["plain"]) for protocol in (2, 3, 4, 5)]
if np.__version__.startswith("2"):
    rows += [row(name, protocol, value) for name, value in READ.items() if name != "plain" for protocol in (2, 4, 5)]
    rows += [row(f"refused: {name}", 5, value) for name, value in REFUSED.items()]
    rows += [row(f"refused: protocol {protocol}", protocol, READ["plain"]) for protocol in (0, 1)]
    rows += [row("refused: arrays outside of the file", 5, READ["plain"], buffer_callback=[].append)]
path.write_text("[\n" + ",\n".join(json.dumps(r) for r in kept + rows) + "\n]\n")

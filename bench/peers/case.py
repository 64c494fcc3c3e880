"""What is trained: the folder that bench/case.mjs writes, so that every side gets the same network, start, data and batches."""
import json
from pathlib import Path

import numpy as np


class Case:
    def __init__(self, folder):
        folder = Path(folder)
        self.__dict__.update(json.loads((folder / "case.json").read_text()))
        if self.made_up:
            self.labels = np.fromfile(folder / "labels.u8", np.uint8)
            pixels = np.fromfile(folder / "images.u8", np.uint8).reshape(len(self.labels), *self.network["sampleShape"])
            self.images = pixels.astype(np.float32) / np.float32(255)
        else:
            self.read_idx(folder)
        # [call, step of the call, sample of the batch]
        self.order = np.fromfile(folder / "order.i32", np.int32).reshape(-1, self.steps_a_call, self.batch_size)
        self.folder = folder

    def read_idx(self, folder):
        # An IDX file is a header of 4 bytes a dimension and 4 more, then one byte a value.
        self.labels = np.fromfile(folder / "train-labels-idx1-ubyte", np.uint8, offset=8)
        pixels = np.fromfile(folder / "train-images-idx3-ubyte", np.uint8, offset=16)
        self.images = pixels.reshape(len(self.labels), -1).astype(np.float32) / np.float32(255)

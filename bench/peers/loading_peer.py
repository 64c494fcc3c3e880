"""Batches of random crops, mirrored, less their mean, by a DataLoader: of pixels in a memory-mapped file, or of JPEGs by Pillow. Prints images a second."""
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

told = json.loads(sys.argv[1])
SIZE, CROP, BATCH, WORKERS = told["size"], told["crop"], told["batch"], told["workers"]
mean = torch.from_numpy(np.fromfile(told["mean"], np.float32).reshape(3, SIZE, SIZE))
files = sorted(str(path) for path in Path(told["jpegs"]).glob("*.JPEG")) if told["form"] == "jpeg" else []
pixels = np.memmap(told["pixels"], np.uint8, "r").reshape(-1, 3, SIZE, SIZE) if not files else None
count = len(files) or len(pixels)


def image(index):
    if pixels is not None:
        return torch.from_numpy(pixels[index])
    shrunken = Image.open(files[index]).convert("RGB").resize((SIZE, SIZE), Image.Resampling.BILINEAR)
    return torch.from_numpy(np.asarray(shrunken)).permute(2, 0, 1)


def places():
    top, left = torch.randint(SIZE - CROP + 1, (2,)).tolist()
    return slice(top, top + CROP), slice(left, left + CROP)


class Single(Dataset):
    """An image at a time, as most are written: the DataLoader makes a batch of them."""

    def __len__(self):
        return told["images"]

    def __getitem__(self, index):
        rows, columns = places()
        x = image(index % count)[:, rows, columns].float().div_(255).sub_(mean[:, rows, columns])
        return x.flip(2) if torch.rand(()) < 0.5 else x


class Whole(Single):
    """A batch at a time, each image straight into its place."""

    def __getitems__(self, indices):
        batch = torch.empty(len(indices), 3, CROP, CROP)
        for i, index in enumerate(indices):
            rows, columns = places()
            x = image(index % count)[:, rows, columns]
            less = mean[:, rows, columns]
            if torch.rand(()) < 0.5:
                x, less = x.flip(2), less.flip(2)
            torch.sub(x.float().div_(255), less, out=batch[i])
        return batch


class Late(Single):
    """Crops as bytes, with the means of their places beside them; the process that trains makes numbers of them."""

    def __getitems__(self, indices):
        crops = torch.empty(len(indices), 3, CROP, CROP, dtype=torch.uint8)
        at = []
        for i, index in enumerate(indices):
            rows, columns = places()
            flip = bool(torch.rand(()) < 0.5)
            x = image(index % count)[:, rows, columns]
            crops[i] = x.flip(2) if flip else x
            at.append((rows, columns, flip))
        return crops, at


def finished(batch):
    if told["form"] != "late":
        return batch
    crops, at = batch
    batch = crops.float().div_(255)
    for x, (rows, columns, flip) in zip(batch, at):
        less = mean[:, rows, columns]
        x.sub_(less.flip(2) if flip else less)
    return batch


FORMS = {"whole": Whole, "late": Late}
loader = DataLoader(
    FORMS.get(told["form"], Single)(),
    batch_size=BATCH,
    shuffle=True,
    num_workers=WORKERS,
    drop_last=True,
    persistent_workers=True,
    collate_fn=(lambda batch: batch) if told["form"] in FORMS else None,
)
for _ in range(2):
    begun, seen = 0.0, -BATCH
    for batch in loader:
        seen += len(finished(batch))
        # The first batch waits for the workers to begin.
        if seen == 0:
            begun = time.perf_counter()
    rate = seen / (time.perf_counter() - begun)
print(json.dumps({"rate": rate, "version": torch.__version__}))

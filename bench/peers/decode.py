"""Pillow: files to normalised floats, as torchvision's usual transforms do it. One thread.

python3 decode.py FOLDER draft|full
"""

import pathlib
import sys

import PIL
import torch
from PIL import Image
from torchvision import transforms

import worker

TRANSFORM = transforms.Compose([
    transforms.Resize(256),
    transforms.CenterCrop(224),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])


def main(folder, how):
    torch.set_num_threads(1)
    files = sorted(p for p in pathlib.Path(folder).rglob("*") if p.is_file())

    def piece():
        for file in files:
            with Image.open(file) as image:
                if how == "draft":
                    image.draft("RGB", (256, 256))
                TRANSFORM(image.convert("RGB"))

    worker.serve({"pillow": PIL.__version__}, len(files), piece)


if __name__ == "__main__":
    main(*sys.argv[1:])

#!/usr/bin/env python3
"""Loads a model that Graft trained into torchvision and says what it sees in images.

    python3 load_in_pytorch.py runs/photos/model holiday/1.jpg ...

Needs torch and torchvision (and Pillow, which comes with it) alone: a safetensors file is the length of its header (8 bytes, little-endian), the
header as JSON, and the tensors' bytes.
"""

import json
import struct
import sys

import torch
import torchvision

DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "F64": torch.float64, "I64": torch.int64}


def read_safetensors(path):
    """Tensors by their names, and the notes in the header."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    notes = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        flat = torch.frombuffer(data[begin:end], dtype=DTYPES[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"])
    return tensors, notes


def load(path):
    """The network in evaluation mode, and the notes: classes, preprocessing, temperature."""
    tensors, notes = read_safetensors(path)
    classes = json.loads(notes["classes"])
    network = getattr(torchvision.models, notes["architecture"])(num_classes=len(classes))
    network.load_state_dict(tensors, strict=True)
    return network.eval(), notes


def preprocessing(notes):
    """What an image becomes before the network sees it, as Graft does it."""
    from torchvision import transforms as t

    size, resize = int(notes["input_size"]), int(notes["resize"])
    mode = t.InterpolationMode(notes["interpolation"])
    mean, std = ([float(x) for x in notes[key].split(",")] for key in ("mean", "std"))

    def border(image):
        ratio = max(image.size) / resize
        small = t.functional.resize(image, [max(1, round(side / ratio)) for side in image.size[::-1]], mode)
        across, down = (max(0, size - side) for side in small.size)
        padding = [across // 2, down // 2, across - across // 2, down - down // 2]
        return t.functional.pad(small, padding, tuple(round(255 * value) for value in mean))

    shape = {"squash": t.Resize((resize, resize), mode), "centre_crop": t.Resize(resize, mode), "border": border}
    return t.Compose([shape[notes["fit"]], t.CenterCrop(size)] + [t.ToTensor(), t.Normalize(mean, std)])


def main(model, *images):
    from PIL import Image, ImageOps

    network, notes = load(model if model.endswith(".safetensors") else model + "/model.safetensors")
    see = preprocessing(notes)
    for path in images:
        with torch.inference_mode():
            logits = network(see(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))[None])[0]
        p = torch.softmax(logits / float(notes["temperature"]), 0)
        best = int(p.argmax())
        print(f"{p[best]:.4f} {json.loads(notes['classes'])[best]}  {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""One safetensors file of ResNet-18 as PyTorch, TorchScript and ONNX files of the same network.

python3 export.py IN.safetensors OUT_FOLDER

resnet18.pth has the 1000-class head, as published files have; the other two end at the pooled features.
"""

import json
import pathlib
import struct
import sys

import numpy
import torch
import torchvision

TYPES = {"F32": numpy.float32, "I64": numpy.int64}


def read(file):
    data = pathlib.Path(file).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    state = {}
    for name, entry in header.items():
        begin, end = (8 + length + at for at in entry["data_offsets"])
        values = numpy.frombuffer(data[begin:end], TYPES[entry["dtype"]])
        state[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return state


def main(weights, folder):
    folder = pathlib.Path(folder)
    model = torchvision.models.resnet18()
    model.load_state_dict(read(weights))
    torch.save(model.state_dict(), folder / "resnet18.pth")
    model.fc = torch.nn.Identity()
    model.eval()
    images = torch.zeros(32, 3, 224, 224)
    torch.jit.trace(model, images).save(str(folder / "resnet18.pt"))
    torch.onnx.export(
        model, images, str(folder / "resnet18.onnx"), input_names=["images"], output_names=["features"]
    )


if __name__ == "__main__":
    main(*sys.argv[1:])

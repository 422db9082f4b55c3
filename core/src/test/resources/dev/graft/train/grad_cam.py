"""Grad-CAM as its paper defines it, by PyTorch's automatic differentiation: grad_cam.py LOADER FOLDER IMAGE.

For each FOLDER/ARCHITECTURE.safetensors prints a line of JSON: the architecture, the logits, and for each class the
map on the last features before pooling. IMAGE holds RGB bytes. LOADER is the script that the documentation shows.
"""

import importlib.util
import json
import pathlib
import sys

import torch

spec = importlib.util.spec_from_file_location("loader", sys.argv[1])
loader = importlib.util.module_from_spec(spec)
spec.loader.exec_module(loader)

for file in sorted(pathlib.Path(sys.argv[2]).glob("*.safetensors")):
    network, notes = loader.load(file)
    side = int(notes["input_size"])
    mean, std = (torch.tensor([float(x) for x in notes[key].split(",")]) for key in ("mean", "std"))
    rgb = torch.tensor(list(pathlib.Path(sys.argv[3]).read_bytes())).reshape(side, side, 3) / 255
    image = ((rgb - mean) / std).permute(2, 0, 1)[None]
    last = network.layer4 if hasattr(network, "layer4") else network.features
    seen = []
    last.register_forward_hook(lambda module, inputs, output: seen.append(output))
    logits = network(image)[0]
    maps = []
    for logit in logits:
        (gradient,) = torch.autograd.grad(logit, seen[0], retain_graph=True)
        weights = gradient.mean(dim=(2, 3), keepdim=True)
        maps.append(torch.relu((weights * seen[0]).sum(dim=1))[0].tolist())
    print(json.dumps([notes["architecture"], logits.tolist(), maps]))

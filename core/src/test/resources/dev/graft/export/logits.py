"""Logits of models that Graft saved, computed by torchvision: logits.py LOADER FOLDER.

For each FOLDER/ARCHITECTURE.safetensors, and its .pth beside it, prints a line of JSON: the architecture and the
logits of two images by a formula. LOADER is the script that the documentation shows.
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
    images = torch.sin(torch.arange(2 * 3 * side * side, dtype=torch.float64)).float().reshape(2, 3, side, side)
    with torch.inference_mode():
        logits = network(images)
        network.load_state_dict(torch.load(file.with_suffix(".pth")), strict=True)
        again = network(images)
    print(json.dumps([notes["architecture"], logits.tolist(), bool(torch.equal(logits, again))]))

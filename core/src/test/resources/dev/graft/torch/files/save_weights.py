"""Saves weights the ways PyTorch's users do, into the folder given, with what a reader must find.

expected.json: file name -> tensor name -> [safetensors dtype, shape, crc32 of the contiguous bytes].
"""

import collections
import json
import sys
import zlib

import torch
import torchvision

folder = sys.argv[1]
expected = {}
DTYPES = {
    torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16",
    torch.int64: "I64", torch.int32: "I32", torch.int16: "I16", torch.int8: "I8",
    torch.uint8: "U8", torch.bool: "BOOL",
}


def crc(tensor):
    tensor = tensor.detach().contiguous()
    # bfloat16 has no NumPy type; an integer view has the same bytes.
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.view(torch.int16)
    return zlib.crc32(tensor.numpy().tobytes())


def save(name, content, tensors, legacy=False):
    torch.save(content, f"{folder}/{name}", _use_new_zipfile_serialization=not legacy)
    expected[name] = {k: [DTYPES[t.dtype], list(t.shape), crc(t)] for k, t in tensors.items()}


def both(name, content, tensors):
    save(name + ".zip.bin", content, tensors)
    save(name + ".legacy.bin", content, tensors, legacy=True)


torch.manual_seed(0)
net = torchvision.models.resnet18()
state = net.state_dict()
both("resnet18", state, state)
# As Lightning writes it, in half precision, with averaged weights beside.
torch.save({"epoch": 1, "pytorch-lightning_version": "2.0", "hyper_parameters": {"lr": 1e-3},
            "state_dict": {"model." + k: t.half() if t.is_floating_point() else t for k, t in state.items()},
            "model_ema": {"module." + k: 2 * t.half() if t.is_floating_point() else t for k, t in state.items()}},
           f"{folder}/training.ckpt")

small = torchvision.models.mobilenet_v2(width_mult=0.25, num_classes=3)
weights = small.state_dict()
half = collections.OrderedDict((k, t.half() if t.is_floating_point() else t) for k, t in weights.items())
brain = collections.OrderedDict((k, t.bfloat16() if t.is_floating_point() else t) for k, t in weights.items())
both("half", half, half)
both("bfloat16", brain, brain)
parallel = torch.nn.DataParallel(small).state_dict()
both("data_parallel", parallel, parallel)
lightning = {"model." + k: t for k, t in weights.items()}
optimizer = torch.optim.Adam(small.parameters())
small(torch.randn(2, 3, 32, 32)).sum().backward()
optimizer.step()
weights = {k: t.clone() for k, t in small.state_dict().items()}
lightning = {"model." + k: t for k, t in weights.items()}
both("lightning", {"epoch": 3, "global_step": 12, "pytorch-lightning_version": "2.0",
                   "state_dict": lightning, "optimizer_states": [optimizer.state_dict()],
                   "hyper_parameters": {"lr": 1e-3, "betas": (0.9, 0.999), "big": 1 << 70},
                   "callbacks": {}, "loops": None}, {"state_dict." + k: t for k, t in lightning.items()})
twice = {k: t * 2 for k, t in weights.items()}
both("checkpoint", {"model": weights, "model_ema": twice, "epoch": 1},
     {**{"model." + k: t for k, t in weights.items()}, **{"model_ema." + k: t for k, t in twice.items()}})
averaged = torch.optim.swa_utils.AveragedModel(small).state_dict()
both("averaged", averaged, averaged)
both("parameters", dict(small.named_parameters()), dict(small.named_parameters()))

base = torch.arange(60, dtype=torch.float32).reshape(3, 4, 5)
views = {
    "transposed": base.t() if base.dim() == 2 else base.permute(2, 0, 1),
    "sliced": base[1:, ::2, 1:4],
    "row": base[1],
    "whole": base,
    "channels_last": torch.randn(2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
    "expanded": torch.arange(7.0).reshape(7, 1)[:, :1].expand(7, 1),
    "scalar": torch.tensor(3.5),
    "empty": torch.zeros(0, 3),
    "one": torch.zeros(1, 1, 5).transpose(0, 1),
}
for dtype, name in DTYPES.items():
    views[name] = torch.tensor([[0, 1, 2], [3, 100, 127]]).to(dtype).t()
both("views", views, views)
save("function.zip.bin", {"w": base, "f": print}, {"w": base})

torch.save(net, f"{folder}/module.zip.bin")
torch.save(net, f"{folder}/module.legacy.bin", _use_new_zipfile_serialization=False)
torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), f"{folder}/script.zip.bin")
torch.save([1, 2], f"{folder}/list.zip.bin")
torch.save({"w": torch.zeros(2, dtype=torch.complex64)}, f"{folder}/complex.zip.bin")
torch.save({"w": torch.zeros(1).expand(1 << 40)}, f"{folder}/huge.zip.bin")
with open(f"{folder}/expected.json", "w") as out:
    json.dump(expected, out)

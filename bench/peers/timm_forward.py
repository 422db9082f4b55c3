"""timm's network of given weights: exported as ONNX, or its forward pass alone on the batch of all systems.

python3 timm_forward.py TIMM NETWORK WEIGHTS.safetensors export OUT.onnx
python3 timm_forward.py TIMM NETWORK WEIGHTS.safetensors forward BATCHES [channels-last]

TIMM is a folder that has the package.
"""

import os
import sys

import numpy
import torch

import export
import worker

BATCH, SIDE, OFFSET, SHOWN = 32, 224, 12345, 16


def batch():
    """bench.work.Inputs is the same in Java."""
    z = numpy.arange(BATCH * 3 * SIDE * SIDE, dtype=numpy.uint64)
    z += numpy.uint64(OFFSET)
    z += numpy.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    z ^= z >> numpy.uint64(31)
    values = (z >> numpy.uint64(40)) / 16777216.0 * 2 - 1
    return torch.from_numpy(values.astype(numpy.float32).reshape(BATCH, 3, SIDE, SIDE))


def main(timm, network, weights, mode, *arguments):
    sys.path.insert(0, timm)
    import timm as package

    torch.set_num_threads(os.cpu_count())
    model = package.create_model(network, num_classes=0).eval()
    missing, unexpected = model.load_state_dict(export.read(weights), strict=False)
    assert not unexpected and not [name for name in missing if "head" not in name], (missing, unexpected)
    images = batch()
    if mode == "export":
        for module in model.modules():
            if hasattr(module, "fused_attn"):
                module.fused_attn = False  # which this exporter does not know
        torch.onnx.export(
            model, images, arguments[0], input_names=["images"], output_names=["features"], opset_version=17
        )
        return
    batches, layout = int(arguments[0]), arguments[1]
    if layout == "channels-last":
        model = model.to(memory_format=torch.channels_last)
        images = images.to(memory_format=torch.channels_last)

    def forward():
        with torch.no_grad():
            return model(images)

    def piece():
        for _ in range(batches):
            forward()

    facts = {
        "torch": torch.__version__,
        "timm": package.__version__,
        "threads": torch.get_num_threads(),
        "features": forward()[0, :SHOWN].tolist(),
    }
    worker.serve(facts, batches * BATCH, piece)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""PyTorch on a batch in memory: training steps, or the forward pass alone.

python3 steps.py WEIGHTS.pth fine-tune|partial:layer4|feature-extract|forward STEPS THREADS [channels-last]
"""

import os
import sys

import torch
from torch import nn

import lesson
import worker

BATCH, SIDE, CLASSES = 32, 224, 10


def main(weights, mode, steps, threads, layout=""):
    # Debian's build starts with one thread on some machines, whatever their cores.
    torch.set_num_threads(int(threads) or os.cpu_count())
    torch.manual_seed(0)
    strategy = "feature-extract" if mode == "forward" else mode
    model, optimizer = lesson.network(weights, strategy, CLASSES)
    images = torch.rand(BATCH, 3, SIDE, SIDE) * 2 - 1
    labels = torch.arange(BATCH) % CLASSES
    if layout == "channels-last":
        model = model.to(memory_format=torch.channels_last)
        images = images.to(memory_format=torch.channels_last)
    model.train(mode != "forward")

    def step():
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    def forward():
        with torch.no_grad():
            return model(images)

    def piece():
        for _ in range(int(steps)):
            forward() if mode == "forward" else step()

    facts = {"torch": torch.__version__, "threads": torch.get_num_threads()}
    worker.serve(facts, int(steps) * BATCH, piece)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The lesson as a plain PyTorch program: what a good tutorial teaches, nothing tuned.

python3 lesson.py FOLDER WEIGHTS.pth STRATEGY EPOCHS WORKERS [TRAIN_LIMIT]

FOLDER holds train/CLASS/*.png and test/CLASS/*.png. The last line printed is JSON.
"""

import json
import os
import resource
import sys
import time

import torch
import torchvision
from torch import nn
from torch.utils.data import DataLoader, Subset
from torchvision import datasets, transforms

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def loaders(folder, workers, limit):
    train = transforms.Compose([
        transforms.Resize((224, 224)),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        transforms.Normalize(MEAN, STD),
    ])
    test = transforms.Compose([
        transforms.Resize((224, 224)),
        transforms.ToTensor(),
        transforms.Normalize(MEAN, STD),
    ])
    train_set = datasets.ImageFolder(folder + "/train", train)
    test_set = datasets.ImageFolder(folder + "/test", test)
    classes = len(train_set.classes)
    if limit:
        train_set = Subset(train_set, range(0, len(train_set), max(1, len(train_set) // limit)))
        test_set = Subset(test_set, [])
    return (
        DataLoader(train_set, batch_size=32, shuffle=True, num_workers=workers),
        DataLoader(test_set, batch_size=32, num_workers=workers),
        classes,
    )


def network(weights, strategy, classes):
    model = torchvision.models.resnet18()
    model.load_state_dict(torch.load(weights))
    if strategy != "fine-tune":
        for parameter in model.parameters():
            parameter.requires_grad = False
    if strategy == "partial:layer4":
        for parameter in model.layer4.parameters():
            parameter.requires_grad = True
    model.fc = nn.Linear(model.fc.in_features, classes)
    learning = [p for p in model.parameters() if p.requires_grad]
    rate = 1e-3 if strategy == "feature-extract" else 1e-4
    return model, torch.optim.Adam(learning, lr=rate)


def train(model, optimizer, batches):
    model.train()
    total = images = 0
    for inputs, labels in batches:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(inputs), labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        images += len(labels)
    return total / images


def accuracy(model, batches):
    model.eval()
    right = images = 0
    with torch.no_grad():
        for inputs, labels in batches:
            right += (model(inputs).argmax(1) == labels).sum().item()
            images += len(labels)
    return right / images if images else None


def main(folder, weights, strategy, epochs, workers, limit=0):
    # Debian's build starts with one thread on some machines, whatever their cores.
    torch.set_num_threads(os.cpu_count())
    torch.manual_seed(0)
    train_batches, test_batches, classes = loaders(folder, int(workers), int(limit))
    model, optimizer = network(weights, strategy, classes)
    rows = []
    for epoch in range(int(epochs)):
        start = time.perf_counter()
        loss = train(model, optimizer, train_batches)
        seconds = time.perf_counter() - start
        right = accuracy(model, test_batches)
        validation = time.perf_counter() - start - seconds
        rows.append({"seconds": seconds, "validationSeconds": validation, "loss": loss, "accuracy": right})
        print(f"epoch {epoch + 1}: loss {loss:.3f}, accuracy {right}, {seconds:.1f} s", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({
        "torch": torch.__version__,
        "torchvision": torchvision.__version__,
        "threads": torch.get_num_threads(),
        "epochs": rows,
        "peakMemoryBytes": peak,
    }))


if __name__ == "__main__":
    main(*sys.argv[1:])

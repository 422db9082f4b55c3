"""Prints what Pillow takes to make 224 x 224 pixels of a JPEG: pillow_cost.py FILE"""
import sys
import time

import PIL
from PIL import Image

RUNS = 21
SIZE = (224, 224)


def load(draft):
    with Image.open(sys.argv[1]) as image:
        if draft:
            image.draft("RGB", SIZE)
        return image.convert("RGB").resize(SIZE, Image.BILINEAR)


for draft in (False, True):
    times = []
    for _ in range(2 * RUNS):
        start = time.process_time()
        load(draft)
        times.append(1000 * (time.process_time() - start))
    times = sorted(times[RUNS:])
    what = "Pillow %s, squash, %s" % (PIL.__version__, "draft" if draft else "full")
    print("%-40s %6.1f (%.1f to %.1f)" % (what, times[RUNS // 2], times[0], times[-1]), flush=True)

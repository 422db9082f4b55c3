"""Decodes images with Pillow: python3 pillow_decode.py LIST OUT

LIST names one file per line. For line i that Pillow reads, OUT/i.rgb holds "width height\n" and the upright RGB pixels.
"""
import os
import sys
import warnings

import numpy
from PIL import Image, ImageOps


def decode(path):
    im = Image.open(path)
    if im.format == "TIFF":
        im.load()  # stands upright already; exif_transpose of Pillow before 10 would turn it once more
    else:
        im = ImageOps.exif_transpose(im)
    if im.mode.startswith("I"):  # 16-bit grey, which convert() would clip at 255 instead of scaling it
        im = Image.fromarray((numpy.array(im) >> 8).astype("uint8"))
    return im.convert("RGB")


def main(listing, out):
    warnings.simplefilter("ignore")
    for i, path in enumerate(open(listing, encoding="utf-8").read().splitlines()):
        try:
            im = decode(path)
        except Exception:  # whatever Pillow raises means that it does not read this file
            continue
        with open(os.path.join(out, "%d.rgb" % i), "wb") as f:
            f.write(b"%d %d\n" % im.size + im.tobytes())


main(sys.argv[1], sys.argv[2])

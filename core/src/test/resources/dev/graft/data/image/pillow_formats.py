"""Writes one small picture in many formats and flavours: python3 pillow_formats.py OUT"""
import io
import os
import struct
import sys
import zlib

import numpy as np
from PIL import Image

OUT = sys.argv[1]
H, W = 37, 53
rng = np.random.RandomState(0)
yy, xx = np.mgrid[0:H, 0:W]
base = np.stack([xx * 2, yy * 3, (xx * 3 + yy * 5) % 128], -1)
base = (base + rng.randint(0, 32, base.shape)).astype("uint8")
base16 = (base.astype("u4") * 257 + rng.randint(0, 200, base.shape)).clip(0, 65535)
rgb = Image.fromarray(base)
rgba = rgb.copy()
rgba.putalpha(Image.fromarray((xx * 5 % 256).astype("uint8")))
cmyk = Image.fromarray(np.dstack([base, (xx + yy) * 2 % 256]).astype("uint8"), "CMYK")
indexed = rgb.quantize(200)
common = int(np.bincount(np.array(indexed).ravel()).argmax())


def path(name):
    return os.path.join(OUT, name)


def write(name, data):
    with open(path(name), "wb") as f:
        f.write(data)


def read(name):
    with open(path(name), "rb") as f:
        return f.read()


def orientations():
    for o in range(0, 10):
        exif = Image.Exif()
        exif[274] = o
        rgb.save(path("orientation%d.jpg" % o), exif=exif.tobytes())
        rgb.save(path("orientation%d.png" % o), exif=exif.tobytes())
        rgb.save(path("orientation%d.webp" % o), exif=exif.tobytes(), lossless=True)
        if 1 <= o <= 8:
            rgb.save(path("orientation%d.tif" % o), exif=exif)


def jpegs():
    rgb.save(path("progressive.jpg"), progressive=True)
    for sampling in (0, 1, 2):
        rgb.save(path("sampling%d.jpg" % sampling), subsampling=sampling, quality=80)
    rgb.convert("L").save(path("grey.jpg"))
    cmyk.save(path("cmyk.jpg"), quality=95)
    cmyk.save(path("cmyk_progressive.jpg"), quality=95, progressive=True)
    data = read("cmyk.jpg")
    at = data.find(b"\xff\xee")
    length = struct.unpack(">H", data[at + 2 : at + 4])[0]
    write("cmyk_without_adobe_marker.jpg", data[:at] + data[at + 2 + length :])


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(name, rows, colour, bits, extra=b"", interlace=0, keep=1.0):
    data = zlib.compress(b"".join(b"\0" + r for r in rows))
    data = data[: int(len(data) * keep)]
    header = struct.pack(">IIBBBBB", W, H, bits, colour, 0, 0, interlace)
    write(name, b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def pngs():
    for mode in ("1", "L", "P", "RGB"):
        rgb.convert(mode).save(path("mode_%s.png" % mode))
    rgba.save(path("mode_RGBA.png"))
    rgba.convert("LA").save(path("mode_LA.png"))
    rgb.quantize(5).save(path("palette_4bit.png"), bits=4)
    rgb.quantize(3).save(path("palette_2bit.png"), bits=2)
    indexed.save(path("palette_transparent.png"), transparency=bytes(range(200)))
    rgb.save(path("rgb_transparent.png"), transparency=(10, 20, 30))
    rgb.convert("L").save(path("grey_transparent.png"), transparency=7)
    rows = [r.tobytes() for r in base]
    wide = base16.astype(">u2")
    png("16bit_rgb.png", [r.tobytes() for r in wide], 2, 16)
    png("16bit_rgba.png", [r.tobytes() for r in np.dstack([wide, wide[..., :1]]).astype(">u2")], 6, 16)
    png("16bit_grey.png", [r.tobytes() for r in wide[..., 0]], 0, 16)
    png("16bit_grey_alpha.png", [r.tobytes() for r in wide[..., :2]], 4, 16)
    png("gamma.png", rows, 2, 8, chunk(b"gAMA", struct.pack(">I", 100000)))
    png("background.png", [r.tobytes() for r in np.array(rgba)], 6, 8, chunk(b"bKGD", struct.pack(">HHH", 255, 0, 0)))
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    png("interlaced.png", [r.tobytes() for x, y, dx, dy in passes for r in base[y::dy, x::dx]], 2, 8, interlace=1)
    png("truncated_data_in_whole_chunk.png", rows, 2, 8, keep=0.6)


def bmp16(name, masks):
    stride = (W * 2 + 3) // 4 * 4
    rows = b"".join(rng.randint(0, 1 << 16, W).astype("<u2").tobytes().ljust(stride, b"\0") for _ in range(H))
    fields = struct.pack("<III", *masks) if masks else b""
    info = struct.pack("<IiiHHIIiiII", 40, W, H, 1, 16, 3 if masks else 0, len(rows), 0, 0, 0, 0) + fields
    write(name, b"BM" + struct.pack("<IHHI", 14 + len(info) + len(rows), 0, 0, 14 + len(info)) + info + rows)


def bmps():
    for mode in ("1", "L", "P", "RGB"):
        rgb.convert(mode).save(path("mode_%s.bmp" % mode))
    rgba.save(path("mode_RGBA.bmp"))
    bmp16("565.bmp", (0xF800, 0x7E0, 0x1F))
    bmp16("555.bmp", None)
    bmp16("555_masks.bmp", (0x7C00, 0x3E0, 0x1F))


def tiffs():
    for mode in ("1", "L", "P", "RGB", "CMYK"):
        rgb.convert(mode).save(path("mode_%s.tif" % mode))
    rgba.save(path("mode_RGBA.tif"))
    rgba.convert("LA").save(path("mode_LA.tif"))
    Image.fromarray(base16[..., 0].astype("uint16")).save(path("16bit_grey.tif"))
    for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits"):
        rgb.save(path("%s.tif" % compression), compression=compression)
        rgba.save(path("%s_alpha.tif" % compression), compression=compression)
    rgb.save(path("jpeg.tif"), compression="jpeg")
    rgb.convert("1").save(path("fax.tif"), compression="group4")
    rgb.save(path("two_pages.tif"), save_all=True, append_images=[rgb.rotate(180)])
    rgb.convert("LAB").save(path("unsupported_lab.tif"))
    Image.fromarray(base[..., 0].astype("float32")).save(path("unsupported_float.tif"))


def gifs():
    rgb.save(path("plain.gif"))
    rgb.convert("L").save(path("grey.gif"))
    indexed.save(path("interlaced.gif"), interlace=1)
    rgb.quantize(16).save(path("transparent.gif"), transparency=int(np.bincount(np.array(rgb.quantize(16)).ravel()).argmax()))
    rgb.quantize(64).save(path("animated.gif"), save_all=True, append_images=[rgb.rotate(180).quantize(64)])
    for name in ("plain", "transparent"):
        data = bytearray(read(name + ".gif"))
        data[6:10] = struct.pack("<HH", 80, 60)
        write(name + "_frame_smaller_than_screen.gif", bytes(data))
    write("second_frame_missing.gif", read("animated.gif")[: len(read("animated.gif")) * 4 // 5])


def webps():
    rgb.save(path("lossy.webp"))
    rgba.save(path("lossy_alpha.webp"))
    rgba.save(path("lossless_alpha.webp"), lossless=True, exact=True)
    rgba.save(path("animated.webp"), save_all=True, append_images=[rgba.rotate(180)])


def truncated():
    whole = "progressive.jpg sampling2.jpg mode_RGB.png mode_P.png lossy.webp lossless_alpha.webp plain.gif mode_RGB.bmp mode_RGB.tif"
    for name in whole.split():
        data = read(name)
        for percent in (30, 60, 95):
            write("truncated%d_%s" % (percent, name), data[: len(data) * percent // 100])
        write("trailing_%s" % name, data + b"something else")


for make in (orientations, jpegs, pngs, bmps, tiffs, gifs, webps, truncated):
    make()

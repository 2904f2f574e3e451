#!/usr/bin/env python3
"""Writes the sample images under src/test/resources/images and their manifest.

The manifest has one line a sample: name, width, height, SHA-256 of the planar RGB bytes
[3, H, W], and who says so: `pillow` (what Image.open(...).convert("RGB") gives) or `rule` where
this project differs from Pillow by design (16-bit samples keep their high byte, a TIFF's
orientation is ignored) and for a TIFF that Pillow does not open (what was written).

    python3 src/build/make_image_samples.py        needs Pillow, numpy, tifffile and imagecodecs
"""
import hashlib
import io
import pathlib
import struct
import zlib

import imagecodecs
import numpy as np
import PIL
import tifffile
from PIL import Image, features

OUT = pathlib.Path(__file__).resolve().parent.parent / "test" / "resources" / "images"
W, H = 37, 29  # odd, and no multiple of a JPEG block
rng = np.random.default_rng(20260101)
lines = []


def picture(w, h, c=3):
    """Smooth ramps, an edge and some noise, so that every predictor and transform has work."""
    y, x = np.mgrid[0:h, 0:w]
    planes = [x * 255 / max(w - 1, 1), y * 255 / max(h - 1, 1), (x * 5 + y * 3) % 256, 255 - x * 3 % 200]
    a = np.stack(planes[:c], -1) + rng.integers(-12, 13, (h, w, c))
    a[h // 3 : h // 2, w // 4 : w // 2] = [250, 10, 60, 128][:c]
    return np.clip(a, 0, 255).astype(np.uint8)


def sample(name, data, expected=None):
    if expected is None:
        expected, source = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), "pillow"
    else:
        source = "rule"
    h, w, _ = expected.shape
    planar = np.ascontiguousarray(expected.transpose(2, 0, 1))
    (OUT / name).write_bytes(data)
    lines.append(f"{name}\t{w}\t{h}\t{hashlib.sha256(planar.tobytes()).hexdigest()}\t{source}")


def saved(image, fmt, **options):
    out = io.BytesIO()
    image.save(out, fmt, **options)
    return out.getvalue()


# JPEG -------------------------------------------------------------------------------------------
rgb = Image.fromarray(picture(W, H))
grey = rgb.convert("L")
for label, subsampling in (("444", 0), ("422", 1), ("420", 2)):
    sample(f"baseline-{label}.jpg", saved(rgb, "JPEG", quality=85, subsampling=subsampling))
    sample(f"progressive-{label}.jpg", saved(rgb, "JPEG", quality=85, subsampling=subsampling, progressive=True))


def upright(jpeg):
    """A square 4:2:2 JPEG whose frame header says 4:4:0: the same blocks, another picture."""
    out = bytearray(jpeg)
    out[jpeg.index(b"\xff\xc0") + 11] = 0x12
    return bytes(out)


sample("baseline-440.jpg", upright(saved(Image.fromarray(picture(32, 32)), "JPEG", quality=90, subsampling=1)))
sample("grey.jpg", saved(grey, "JPEG", quality=85))
sample("grey-progressive.jpg", saved(grey, "JPEG", quality=85, progressive=True))
sample("restart-markers.jpg", saved(rgb, "JPEG", quality=85, restart_marker_blocks=2))
sample("one-pixel.jpg", saved(Image.fromarray(picture(1, 1)), "JPEG"))
sample("narrow.jpg", saved(Image.fromarray(picture(3, 50)), "JPEG", quality=85))
exif = Image.Exif()
exif[0x0112] = 6
thumbnail = saved(rgb.resize((8, 6)), "JPEG")
sample("exif-rotated.jpg", saved(rgb, "JPEG", quality=85, exif=exif.tobytes() + thumbnail))
sample("icc-damaged.jpg", saved(rgb, "JPEG", quality=85, icc_profile=b"this is no profile" * 10))
sample("adobe-rgb.jpg", saved(rgb, "JPEG", quality=85, keep_rgb=True))
sample("trailing-bytes.jpg", saved(rgb, "JPEG", quality=85) + b"\xff\xd8??")
cmyk = Image.frombytes("CMYK", (W, H), picture(W, H, 4).tobytes())
adobe_cmyk = saved(cmyk, "JPEG", quality=90)
sample("cmyk.jpg", adobe_cmyk)
adobe = adobe_cmyk.index(b"Adobe")
ycck = bytearray(adobe_cmyk)
ycck[adobe + 11] = 2
sample("ycck.jpg", bytes(ycck))
length = struct.unpack(">H", adobe_cmyk[adobe - 2 : adobe])[0]
sample("cmyk-unmarked.jpg", adobe_cmyk[: adobe - 4] + adobe_cmyk[adobe - 2 + length :])


# PNG --------------------------------------------------------------------------------------------
def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def packed_rows(samples, depth):
    h, w, c = samples.shape
    flat = samples.reshape(h, w * c)
    if depth == 16:
        return [row.astype(">u2").tobytes() for row in flat]
    if depth == 8:
        return [row.astype(np.uint8).tobytes() for row in flat]
    bits = ((flat[:, :, None] >> np.arange(depth - 1, -1, -1)) & 1).reshape(h, -1).astype(np.uint8)
    return [np.packbits(row).tobytes() for row in bits]


def filtered(rows, bpp):
    """Every row with another one of the five filters."""
    out, above = bytearray(), bytes(len(rows[0])) if rows else b""
    for y, row in enumerate(rows):
        kind = y % 5
        out.append(kind)
        for i, value in enumerate(row):
            a = row[i - bpp] if i >= bpp else 0
            b = above[i]
            c = above[i - bpp] if i >= bpp else 0
            p = a + b - c
            nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            out.append((value - (0, a, b, (a + b) // 2, nearest)[kind]) & 255)
        above = row
    return bytes(out)


ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def png(samples, depth, colour, extra=b"", interlaced=False, pieces=3, after=b""):
    h, w, c = samples.shape
    bpp = max(1, depth * c // 8)
    if interlaced:
        raw = b"".join(
            filtered(packed_rows(part, depth), bpp)
            for x0, y0, dx, dy in ADAM7
            for part in [samples[y0::dy, x0::dx]]
            if part.size
        )
    else:
        raw = filtered(packed_rows(samples, depth), bpp)
    data = zlib.compress(raw, 9)
    step = max(1, -(-len(data) // pieces))
    body = b"".join(chunk(b"IDAT", data[i : i + step]) for i in range(0, len(data), step))
    header = struct.pack(">IIBBBBB", w, h, depth, colour, 0, 0, int(interlaced))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + body + after + chunk(b"IEND", b"")


def grey_rgb(values, depth):
    scaled = values >> 8 if depth == 16 else values * (255 // ((1 << depth) - 1))
    return np.repeat(scaled.astype(np.uint8).reshape(*values.shape[:2], 1), 3, 2)


text = chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"tEXt", b"Comment\0 nothing")
for depth in (1, 2, 4, 8, 16):
    values = rng.integers(0, 1 << depth, (H, W, 1))
    for interlaced in (False, True):
        suffix = "-interlaced" if interlaced else ""
        data = png(values, depth, 0, text, interlaced)
        sample(f"grey-{depth}bit{suffix}.png", data, grey_rgb(values, depth) if depth == 16 else None)
for depth in (1, 2, 4, 8):
    n = 1 << depth
    palette = rng.integers(0, 256, (n, 3)).astype(np.uint8)
    values = rng.integers(0, n, (H, W, 1))
    plte = chunk(b"PLTE", palette.tobytes())
    sample(f"palette-{depth}bit.png", png(values, depth, 3, plte))
    trns = chunk(b"tRNS", rng.integers(0, 256, n).astype(np.uint8).tobytes())
    sample(f"palette-{depth}bit-alpha.png", png(values, depth, 3, plte + trns, interlaced=depth == 4))
grey_key = chunk(b"tRNS", struct.pack(">H", 77))
sample("grey-8bit-key.png", png(picture(W, H, 1).astype(int), 8, 0, grey_key))
sample("grey-alpha.png", png(picture(W, H, 2).astype(int), 8, 4))
sample("rgb.png", png(picture(W, H).astype(int), 8, 2, text))
sample("rgb-key.png", png(picture(W, H).astype(int), 8, 2, chunk(b"tRNS", struct.pack(">HHH", 250, 10, 60))))
sample("rgb-interlaced.png", png(picture(W, H).astype(int), 8, 2, interlaced=True))
sample("rgba.png", png(picture(W, H, 4).astype(int), 8, 6))
sample("rgba-interlaced.png", png(picture(W, H, 4).astype(int), 8, 6, interlaced=True))
for name, colour, c in (("rgb", 2, 3), ("rgba", 6, 4), ("grey-alpha", 4, 2)):
    values = rng.integers(0, 65536, (H, W, c))
    high = (values[:, :, :3] if c > 2 else np.repeat(values[:, :, :1], 3, 2)) >> 8
    sample(f"{name}-16bit.png", png(values, 16, colour), high.astype(np.uint8))
sample("one-pixel.png", png(picture(1, 1).astype(int), 8, 2, interlaced=True))
sample("trailing-bytes.png", png(picture(W, H).astype(int), 8, 2) + b"more")
frame = picture(W, H)
sample("animated.png", saved(Image.fromarray(frame), "PNG", save_all=True, append_images=[Image.fromarray(255 - frame)]))
sample("time-after-data.png", png(frame.astype(int), 8, 2, after=chunk(b"tIME", bytes(7))))


# BMP --------------------------------------------------------------------------------------------
def bmp(w, h, bits, rows, palette=b"", compression=0, masks=b"", header=40):
    body = b"".join(rows)
    colours = len(palette) // (3 if header == 12 else 4)
    offset = 14 + header + len(masks) + len(palette)
    if header == 12:
        info = struct.pack("<IHHHH", 12, w, h, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", 40, w, h, 1, bits, compression, len(body), 2835, 2835, colours, 0)
    return b"BM" + struct.pack("<IHHI", offset + len(body), 0, 0, offset) + info + masks + palette + body


def padded(rows):
    return [row + bytes(-len(row) % 4) for row in rows]


for bits in (1, 4, 8):
    n = 1 << bits
    colours = rng.integers(0, 256, (n, 3)).astype(np.uint8)
    quads = b"".join(bytes(c) + b"\0" for c in colours)
    rows = padded(packed_rows(rng.integers(0, n, (H, W, 1)), bits))
    sample(f"palette-{bits}bit.bmp", bmp(W, H, bits, rows, quads))
    sample(f"palette-{bits}bit-top-down.bmp", bmp(W, -H, bits, rows, quads))
few = b"".join(bytes(c) + b"\0" for c in rng.integers(0, 256, (5, 3)).astype(np.uint8))
sample("palette-5-colours.bmp", bmp(W, H, 8, padded(packed_rows(rng.integers(0, 5, (H, W, 1)), 8)), few))
rows24 = padded(packed_rows(picture(W, H).astype(int), 8))
sample("rgb.bmp", bmp(W, H, 24, rows24))
sample("rgb-top-down.bmp", bmp(W, -H, 24, rows24))
sample("rgb-os2.bmp", bmp(W, H, 24, rows24, header=12))
sample("rgb-trailing-bytes.bmp", bmp(W, H, 24, rows24) + b"more")
rows32 = packed_rows(picture(W, H, 4).astype(int), 8)
sample("rgbx.bmp", bmp(W, H, 32, rows32))
sample("rgbx-top-down.bmp", bmp(W, -H, 32, rows32))
sample("rgba-masks.bmp", bmp(W, H, 32, rows32, compression=3, masks=struct.pack("<III", 0xFF0000, 0xFF00, 0xFF)))
rows16 = padded(packed_rows(rng.integers(0, 65536, (H, W, 1)), 16))
rows16 = [np.frombuffer(r, ">u2").astype("<u2").tobytes() for r in rows16]
sample("rgb-555.bmp", bmp(W, H, 16, rows16))
sample("rgb-565.bmp", bmp(W, H, 16, rows16, compression=3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F)))


def rle8(values):
    out = bytearray()
    for row in values:
        x = 0
        while x < len(row):
            run = 1
            while x + run < len(row) and run < 255 and row[x + run] == row[x]:
                run += 1
            if run == 1 and len(row) - x >= 3:
                literal = [int(v) for v in row[x : x + 3]]
                out += bytes([0, 3, *literal, 0])
                x += 3
            else:
                out += bytes([run, int(row[x])])
                x += run
        out += b"\0\0"
    return bytes(out) + b"\0\1"


colours = rng.integers(0, 256, (256, 3)).astype(np.uint8)
quads = b"".join(bytes(c) + b"\0" for c in colours)
runs = np.repeat(rng.integers(0, 256, (H, W)), rng.integers(1, 4, W), 1)[:, :W]
sample("palette-8bit-rle.bmp", bmp(W, H, 8, [rle8(runs)], quads, compression=1))
line = b"".join(bytes([5, 0x12]) for _ in range(7)) + bytes([2, 0x30, 0, 0])
sample("palette-4bit-rle.bmp", bmp(W, H, 4, [line * H + b"\0\1"], quads[:64], compression=2))


# GIF --------------------------------------------------------------------------------------------
indexed = rgb.quantize(64)
plain = saved(indexed, "GIF", interlace=0)
sample("plain.gif", plain)
sample("interlaced.gif", saved(indexed, "GIF", interlace=1))
sample("transparent.gif", saved(indexed, "GIF", interlace=0, transparency=5))
sample("grey.gif", saved(grey, "GIF"))
sample("two-colours.gif", saved(rgb.convert("1"), "GIF"))
noise = Image.fromarray(rng.integers(0, 256, (90, 110)).astype(np.uint8))
sample("full-table.gif", saved(noise, "GIF", interlace=0))
sample("animated.gif", saved(indexed, "GIF", save_all=True, append_images=[indexed.rotate(180)], duration=100, loop=0))
sample("trailing-bytes.gif", plain + b"more")


def on_canvas(gif, w, h, x, y):
    """The GIF's one frame at (x, y) of a larger canvas."""
    out = bytearray(gif)
    out[6:10] = struct.pack("<HH", w, h)
    at = 13 + (3 << ((gif[10] & 7) + 1) if gif[10] & 0x80 else 0)
    while out[at] == 0x21:
        at += 2
        while out[at]:
            at += out[at] + 1
        at += 1
    assert out[at] == 0x2C
    out[at + 1 : at + 5] = struct.pack("<HH", x, y)
    return bytes(out)


sample("small-frame.gif", on_canvas(plain, 50, 40, 7, 9))
sample("small-frame-transparent.gif", on_canvas(saved(indexed, "GIF", interlace=0, transparency=5), 50, 40, 7, 9))

# WebP -------------------------------------------------------------------------------------------
sample("lossy.webp", saved(rgb, "WEBP", quality=80))
sample("lossless.webp", saved(rgb, "WEBP", lossless=True))
rgba = Image.frombytes("RGBA", (W, H), picture(W, H, 4).tobytes())
sample("lossless-alpha.webp", saved(rgba, "WEBP", lossless=True, exact=True))
sample("lossy-alpha.webp", saved(rgba, "WEBP", quality=80, exact=True))


# TIFF -------------------------------------------------------------------------------------------
def tiff(name, image, expected=None, **options):
    """By Pillow, which writes it itself, or through libtiff where it is compressed."""
    sample(f"{name}.tiff", saved(image, "TIFF", **options), expected)


tiff("rgb", rgb)
tiff("rgb-bigtiff", rgb, big_tiff=True)
tiff("rgb-packbits", rgb, compression="packbits", strip_size=500)
tiff("rgb-lzw", rgb, compression="tiff_lzw", strip_size=500)
tiff("rgb-lzw-differences", rgb, compression="tiff_lzw", strip_size=500, tiffinfo={317: 2})
tiff("rgb-deflate", rgb, compression="tiff_adobe_deflate")
tiff("rgb-old-deflate-differences", rgb, compression="tiff_deflate", strip_size=500, tiffinfo={317: 2})
tiff("rgba", rgba)
tiff("rgba-lzw-differences", rgba, compression="tiff_lzw", tiffinfo={317: 2})
tiff("grey", grey)
tiff("grey-lzw", grey, compression="tiff_lzw")
tiff("grey-white-is-zero", grey, tiffinfo={262: 0})
tiff("grey-1bit", rgb.convert("1"))
tiff("grey-1bit-packbits", rgb.convert("1"), compression="packbits")
tiff("grey-alpha", rgba.convert("LA"))
tiff("palette-8bit", indexed)
tiff("palette-8bit-lzw", indexed, compression="tiff_lzw")
tiff("cmyk", cmyk)
tiff("cmyk-deflate", cmyk, compression="tiff_adobe_deflate")
tiff("one-pixel", Image.fromarray(picture(1, 1)))
tiff("two-pages", indexed, save_all=True, append_images=[indexed.rotate(180)])
tiff("orientation", rgb, np.asarray(rgb), tiffinfo={274: 6})
tiff("full-table", Image.fromarray(rng.integers(0, 256, (66, 64)).astype(np.uint8)), compression="tiff_lzw")
sample("trailing-bytes.tiff", saved(rgb, "TIFF") + b"more")


def by_tifffile(name, samples, expected=None, **options):
    out = io.BytesIO()
    tifffile.imwrite(out, samples, metadata=None, software=False, **options)
    sample(f"{name}.tiff", out.getvalue(), expected)


frame, frame4 = picture(W, H), picture(W, H, 4)
tiles = dict(photometric="rgb", tile=(16, 16))
by_tifffile("rgb-big-endian", frame, photometric="rgb", byteorder=">", rowsperstrip=8)
by_tifffile("rgb-bigtiff-big-endian", frame, frame, photometric="rgb", byteorder=">", bigtiff=True, compression="zlib")
by_tifffile("rgb-tiles", frame, **tiles)
by_tifffile("rgb-tiles-lzw-differences", frame, **tiles, compression="lzw", predictor=2)
by_tifffile("rgb-tiles-deflate-big-endian", frame, **tiles, compression="zlib", byteorder=">")
by_tifffile("grey-tiles-packbits", frame[:, :, 0], tile=(32, 16), compression="packbits")
planar = dict(photometric="rgb", planarconfig="separate")
planes3, planes4 = frame.transpose(2, 0, 1), frame4.transpose(2, 0, 1)
by_tifffile("rgb-planar", planes3, **planar, rowsperstrip=7)
by_tifffile("rgb-planar-lzw-differences", planes3, **planar, compression="lzw", predictor=2, rowsperstrip=7)
by_tifffile("rgb-planar-tiles-deflate", planes3, **planar, compression="zlib", tile=(16, 16))
by_tifffile("rgba-planar-packbits", planes4, **planar, extrasamples=["unassalpha"], compression="packbits")
by_tifffile("rgba-premultiplied", frame4, photometric="rgb", extrasamples=["assocalpha"])
by_tifffile("rgba-planar-premultiplied", planes4, **planar, extrasamples=["assocalpha"], compression="zlib")
five = np.concatenate([frame, frame4[:, :, 2:]], 2)
by_tifffile("rgb-two-extras", five, photometric="rgb", extrasamples=["unspecified"] * 2)
by_tifffile("cmyk-planar-deflate", planes4, photometric="separated", planarconfig="separate", compression="zlib")
deep = rng.integers(0, 65536, (19, 25, 4)).astype(np.uint16)
deep[:, :, 2] = np.arange(25) * 300
high = (deep >> 8).astype(np.uint8)
by_tifffile("rgb-16bit", deep[:, :, :3], photometric="rgb")
by_tifffile("rgb-16bit-lzw-differences", deep[:, :, :3], photometric="rgb", compression="lzw", predictor=2)
by_tifffile("rgb-16bit-tiles-deflate-differences-big-endian", deep[:, :, :3], **tiles, compression="zlib", predictor=2, byteorder=">")
by_tifffile("rgb-16bit-planar", deep[:, :, :3].transpose(2, 0, 1), high[:, :, :3], **planar)
by_tifffile("rgba-16bit-big-endian", deep, photometric="rgb", extrasamples=["unassalpha"], byteorder=">")
by_tifffile("rgba-16bit-premultiplied", deep, photometric="rgb", extrasamples=["assocalpha"])
by_tifffile("cmyk-16bit", deep, photometric="separated")
for name, order in (("grey-16bit", "<"), ("grey-16bit-big-endian", ">")):
    by_tifffile(name, deep[:, :, 0], np.repeat(high[:, :, :1], 3, 2), byteorder=order)
by_tifffile("grey-16bit-white-is-zero", deep[:, :, 0], np.repeat(255 - high[:, :, :1], 3, 2), photometric="miniswhite", compression="lzw")


def tiff_of_bits(samples, bits, photometric, order, colours=None):
    """In two strips, the directory at the end."""
    h, w, _ = samples.shape
    rows = packed_rows(samples, bits)
    strips = [b"".join(rows[:20]), b"".join(rows[20:])]
    size = len(b"".join(strips)) + -len(b"".join(strips)) % 2
    directory = 8 + size
    entries = [(256, 3, [w]), (257, 3, [h]), (258, 3, [bits]), (259, 3, [1]), (262, 3, [photometric])]
    entries += [(273, 4, [8, 8 + len(strips[0])]), (278, 3, [20]), (279, 4, [len(s) for s in strips])]
    if colours is not None:
        entries.append((320, 3, [int(v) for v in colours.T.reshape(-1)]))
    values_at, head, values = directory + 2 + 12 * len(entries) + 4, b"", b""
    for tag, kind, numbers in entries:
        packed = struct.pack(f"{order}{len(numbers)}{'HL'[kind - 3]}", *numbers)
        if len(packed) > 4:
            values += packed
            packed = struct.pack(order + "L", values_at + len(values) - len(packed))
        head += struct.pack(order + "HHL", tag, kind, len(numbers)) + packed.ljust(4, b"\0")
    start = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "L", directory)
    body = b"".join(strips).ljust(size, b"\0") + struct.pack(order + "H", len(entries))
    return start + body + head + bytes(4) + values


for bits, order in ((1, "<"), (2, ">"), (4, "<")):
    values = rng.integers(0, 1 << bits, (H, W, 1))
    colours = rng.integers(0, 65536, (1 << bits, 3))
    sample(f"palette-{bits}bit.tiff", tiff_of_bits(values, bits, 3, order, colours))
    sample(f"grey-{bits}bit-white-is-zero.tiff", tiff_of_bits(values, bits, 0, order))
    if bits > 1:
        sample(f"grey-{bits}bit.tiff", tiff_of_bits(values, bits, 1, order))

head = (
    f"# name\twidth\theight\tsha256 of [3,H,W]\tsource; made by src/build/make_image_samples.py, Pillow {PIL.__version__}, "
    f"libjpeg-turbo {features.version('libjpeg_turbo')}, libwebp {features.version('webp')}, libtiff {features.version('libtiff')}, "
    f"tifffile {tifffile.__version__}, imagecodecs {imagecodecs.__version__}\n"
)
(OUT / "manifest.tsv").write_text(head + "\n".join(lines) + "\n")
print(len(lines), "samples,", sum(p.stat().st_size for p in OUT.iterdir()), "bytes")

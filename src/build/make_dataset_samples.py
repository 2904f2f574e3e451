#!/usr/bin/env python3
"""Writes the sample datasets under src/test/resources/datasets and a manifest for each format.

Other tools write the files, and what is expected of them is what such a tool reads back, not what
was meant to be written. A line of `<format>/manifest.tsv`, by tabs: the file; the key; the label or
`-`; its name or `-`; the dtype; the shape [C,H,W]; the SHA-256 of the elements, channels first,
row-major and little-endian; and the options it is to be read with or `-`. Lines that begin with `#`
name the tools. Run again with the same versions, the script writes the same bytes, but for
`other-writer.tfrecord`, where the order of the features in a record is not fixed, and `spark-*.parquet`,
where that of a column's encodings in the footer is not.

    python3.11 -m venv venv
    venv/bin/pip install numpy==2.4.6 pillow==13.0.0 webdataset==1.0.2 zstandard==0.25.0
    venv/bin/pip install tensorflow-cpu==2.21.0 protobuf==7.36.2 tfrecord==1.14.6 idx2numpy==1.2.3
    venv/bin/pip install datasets==5.2.0 pyarrow==26.0.1 pandas==3.1.1 pyspark==4.2.0
    venv/bin/python src/build/make_dataset_samples.py [FORMAT ...]        all formats when none is named

GNU tar, zstd and Java 17 must be on the path, and /usr/bin/python3 must have torchvision (see
read_with_torchvision.py), which MNIST, CIFAR and image folders are read back with.
"""

import gzip
import hashlib
import importlib.metadata
import io
import json
import pathlib
import pickle
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest.mock

import numpy as np
import PIL
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parent.parent / "test" / "resources" / "datasets"
NOW = 1767225600  # the modification time of every member


class Samples:
    """The directory of a format and the manifest that grows with it."""

    def __init__(self, name, *tools):
        self.name, self.dir = name, ROOT / name
        shutil.rmtree(self.dir, ignore_errors=True)
        self.dir.mkdir(parents=True)
        self.about = [f"NumPy {np.__version__}", f"Pillow {PIL.__version__}", *tools]
        self.records = []

    def record(self, file, key, label, name, chw, options="-"):
        assert chw.ndim == 3 and not {"\t", "\n"} & set(f"{key}{name}")
        little = np.ascontiguousarray(chw.astype(chw.dtype.newbyteorder("<")))
        shape = ",".join(map(str, chw.shape))
        sha = hashlib.sha256(little.tobytes()).hexdigest()
        fields = (file, key, "-" if label is None else int(label), "-" if name is None else name)
        self.records.append(tuple(map(str, (*fields, chw.dtype.name, shape, sha, options))))

    def close(self):
        self.records.sort(key=lambda fields: fields[0].encode())  # as a directory is read
        lines = [f"# {line}" for line in self.about] + ["\t".join(fields) for fields in self.records]
        (self.dir / "manifest.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(self.name, len(self.records), sum(f.stat().st_size for f in self.dir.rglob("*") if f.is_file()))


def picture(rng, w, h, c=3):
    """Ramps, an edge and a little noise: [H,W,C] uint8."""
    y, x = np.mgrid[0:h, 0:w]
    a = np.stack(
        [(x * rng.integers(1, 20) + y * rng.integers(1, 20) + rng.integers(0, 99)) % 256 for _ in range(c)], -1
    )
    a[h // 3 : h // 2, w // 4 : w // 2] = rng.integers(0, 256, c)
    return np.clip(a + rng.integers(-6, 7, a.shape), 0, 255).astype(np.uint8)


def encoded(array, fmt, **options):
    out = io.BytesIO()
    Image.fromarray(array.squeeze()).save(out, fmt, **options)
    return out.getvalue()


def jpeg(rng, w=20, h=16, c=3, **options):
    return encoded(picture(rng, w, h, c), "JPEG", quality=90, **options)


def rgb(image):
    """[3,H,W] of an encoded or opened image."""
    opened = Image.open(io.BytesIO(image)) if isinstance(image, bytes) else image
    return np.asarray(opened.convert("RGB")).transpose(2, 0, 1)


def torchvision(*arguments):
    """What torchvision reads."""
    script = pathlib.Path(__file__).with_name("read_with_torchvision.py")
    output = subprocess.check_output(["/usr/bin/python3", script, *arguments])
    return dict(np.load(io.BytesIO(output)))


def webdataset():
    import webdataset as wds
    import zstandard

    gnu_tar = subprocess.check_output(["tar", "--version"], text=True).split("\n")[0]
    out = Samples(
        "webdataset",
        f"webdataset {wds.__version__}",
        f"zstandard {zstandard.__version__}",
        gnu_tar,
        f"Python {sys.version.split()[0]} tarfile",
    )
    rng = np.random.default_rng(20260401)

    def expect(shard, image=None, command=None):
        """What webdataset reads; the image is the only one of the sample, or the one named."""
        url = f"pipe:{command} {out.dir / shard}" if command else str(out.dir / shard)
        for sample in wds.WebDataset(url, shardshuffle=False).decode("pil"):
            pictures = {k: v for k, v in sample.items() if isinstance(v, (Image.Image, np.ndarray))}
            (key,) = [k for k in pictures if image is None or k == image]
            found = pictures[key]
            label, name = [v for k, v in sample.items() if k.split(".")[-1] == "cls"] or [None], sample.get("txt")
            if "json" in sample and label == [None]:
                label, name = [sample["json"].get("label")], sample["json"].get("label_name")
            chw = found if isinstance(found, np.ndarray) else rgb(found)
            out.record(shard, f"{shard}#{sample['__key__']}", label[0], name, chw, f"image={image}" if image else "-")

    def shard(name, samples, **options):
        with wds.TarWriter(str(out.dir / name), mtime=NOW, **options) as tar:
            for sample in samples:
                tar.write(sample)
        expect(name)

    with wds.ShardWriter(str(out.dir / "jpg-cls-%06d.tar"), maxcount=3, verbose=0, mtime=NOW) as shards:
        for i in range(5):
            shards.write(
                {"__key__": f"sample{i:06d}", "jpg": jpeg(rng, 18 + i, 16, 1 if i == 3 else 3), "cls": i * 7 % 10}
            )
    expect("jpg-cls-000000.tar")
    expect("jpg-cls-000001.tar")

    shard(
        "png-cls-json.tar",
        [
            {
                "__key__": f"{i:04d}",
                "png": picture(rng, 9, 8 + i),
                "cls": i,
                "json": {"caption": f"no {i}", "size": [8 + i, 9]},
            }
            for i in range(3)
        ],
    )
    shard(
        "webp-cls.tar",
        [
            {
                "__key__": f"{i:04d}",
                "webp": encoded(picture(rng, 20, 18), "WEBP", lossless=i == 0, quality=80),
                "cls": i + 1,
            }
            for i in range(2)
        ],
    )
    arrays = [
        rng.standard_normal((3, 6, 5)).astype("float32"),
        picture(rng, 7, 6).transpose(2, 0, 1),
        rng.integers(-9, 9, (1, 4, 5)).astype("int16"),
    ]
    shard(
        "npy-cls.tar",
        [{"__key__": f"{i:04d}", "npy": np.ascontiguousarray(a), "cls": 5 - i} for i, a in enumerate(arrays)],
    )
    shard(
        "jpg-txt.tar",
        [
            {"__key__": f"{i:04d}", "jpg": jpeg(rng), "txt": text}
            for i, text in enumerate(["a cat on a mat", "ein großer Hund, 犬"])
        ],
    )
    labels = [
        {"label": 4, "label_name": "deer"},
        {"label_name": "dog", "label": 5, "box": {"label": 9, "of": [1, 2.5, None, True]}},
        {"other": 1},
    ]
    shard(
        "png-json.tar",
        [{"__key__": f"{i:04d}", "png": picture(rng, 8, 8), "json": doc} for i, doc in enumerate(labels)],
    )
    shard("gzip.tar.gz", [{"__key__": f"{i:04d}", "png": picture(rng, 12, 10), "cls": i} for i in range(3)])

    plain = io.BytesIO()
    with wds.TarWriter(plain, mtime=NOW) as tar:
        for i in range(3):
            tar.write({"__key__": f"{i:04d}", "jpg": jpeg(rng), "cls": 9 - i})
    (out.dir / "zstd.tar.zst").write_bytes(zstandard.ZstdCompressor(level=9).compress(plain.getvalue()))
    expect("zstd.tar.zst", command="zstd -dc")

    # Directories, an extension in capitals, and a name that needs ustar's prefix field.
    far = "a-folder-with-a-rather-long-name-of-sixty-characters-in-all"
    far += "/of-a-file-whose-name-is-long-too-so-that-both-have-more-than-a-100"
    shard(
        "names.tar",
        [
            {"__key__": "dir/0001", "jpg": jpeg(rng), "cls": 1},
            {"__key__": "dir.v2/0001", "JPG": jpeg(rng), "cls": 2},
            {"__key__": far, "png": picture(rng, 8, 8), "cls": 3},
        ],
    )
    # A dotted stem: the key ends at the first dot of the name, and the rest is the extension.
    shard(
        "dotted.tar",
        [
            {"__key__": "dir/a.b", "jpg": jpeg(rng), "cls": 6},
            {"__key__": "dir/c.d.e", "png": picture(rng, 8, 8), "cls": 7},
        ],
    )
    with wds.TarWriter(str(out.dir / "several-images.tar"), mtime=NOW) as tar:
        for i in range(2):
            tar.write(
                {"__key__": f"{i:04d}", "left.png": picture(rng, 8, 6), "right.png": picture(rng, 6, 8), "cls": i}
            )
    expect("several-images.tar", "left.png")
    expect("several-images.tar", "right.png")

    # GNU tar: ./ before the names, directory entries, and a long name in an entry of its own.
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        for i, name in enumerate(["train/0001", "train/" + "long-name-" * 11 + "0002"]):
            file = base / name
            file.parent.mkdir(exist_ok=True)
            file.with_name(file.name + ".jpg").write_bytes(jpeg(rng))
            file.with_name(file.name + ".cls").write_text(f"{i + 2}\n")
        subprocess.run(
            [
                "tar",
                "--format=gnu",
                "--sort=name",
                f"--mtime=@{NOW}",
                "--owner=0",
                "--group=0",
                "--numeric-owner",
                "--mode=go=rX,u+rw",
                "-b2",
                "-cf",
                out.dir / "gnu-tar.tar",
                "-C",
                folder,
                ".",
            ],
            check=True,
        )
    expect("gnu-tar.tar")

    # PAX: a long name that is not ASCII, a fraction of a second, and metadata that webdataset passes over.
    with tarfile.open(
        out.dir / "pax.tar", "w", format=tarfile.PAX_FORMAT, pax_headers={"comment": "two samples"}
    ) as tar:
        for i, (name, data) in enumerate(
            [
                ("__meta__", b"{}"),
                ("größe/0001.jpg", jpeg(rng)),
                ("größe/0001.cls", b"8"),
                ("größe/" + "lang-" * 40 + "2.jpg", jpeg(rng)),
                ("größe/" + "lang-" * 40 + "2.cls", b"9"),
            ]
        ):
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(data), NOW + i / 8
            tar.addfile(member, io.BytesIO(data))
    expect("pax.tar")
    out.close()


def tfrecord():
    """TensorFlow and the package tfrecord cannot be loaded by one process: their messages clash."""
    import os

    os.environ["TF_CPP_MIN_LOG_LEVEL"], os.environ["TF_ENABLE_ONEDNN_OPTS"] = "2", "0"
    import tensorflow as tf

    package = importlib.metadata.version("tfrecord")
    out = Samples("tfrecord", f"TensorFlow {tf.__version__}", f"tfrecord {package}")
    rng = np.random.default_rng(20260402)

    def features(values):
        lists = {bytes: ("bytes_list", tf.train.BytesList), int: ("int64_list", tf.train.Int64List)}
        lists[float] = ("float_list", tf.train.FloatList)
        made = {}
        for name, value in values.items():
            many = value if isinstance(value, list) else [value]
            kind, message = lists[type(many[0])]
            made[name] = tf.train.Feature(**{kind: message(value=many)})
        return tf.train.Example(features=tf.train.Features(feature=made))

    def write(file, examples, compression=None):
        with tf.io.TFRecordWriter(str(out.dir / file), compression) as writer:
            for example in examples:
                writer.write(features(example).SerializeToString(deterministic=True))

    def expect(file, about, spec, pixels, label, name=None, compression=None):
        """The features as tf.data parses them, the pixels as Pillow decodes them or as they lie there."""
        out.about.append(f"{file}: {about}")
        for i, raw in enumerate(tf.data.TFRecordDataset(str(out.dir / file), compression)):
            found = tf.io.parse_single_example(raw, spec)
            text = found[name].numpy().decode() if name else None
            out.record(file, f"{file}#{i}", found[label].numpy(), text, pixels(found))

    def one(kind, *names):
        return {name: tf.io.FixedLenFeature([], kind) for name in names}

    labels = ["tench", "goldfish", "great white shark", "Weißer Hai", "hen"]
    images = [
        jpeg(rng),
        encoded(picture(rng, 9, 12), "PNG"),
        jpeg(rng, 11, 13, 1),
        jpeg(rng, progressive=True),
        jpeg(rng),
    ]
    about = "image/encoded (JPEG or PNG), image/class/label, image/class/text, image/filename and image/format"
    examples = [
        {
            "image/encoded": image,
            "image/format": b"png" if i == 1 else b"jpeg",
            "image/class/label": i + 1,
            "image/class/text": labels[i].encode(),
            "image/filename": f"n{i:08d}.jpg".encode(),
            "image/height": Image.open(io.BytesIO(image)).height,
            "image/width": Image.open(io.BytesIO(image)).width,
        }
        for i, image in enumerate(images)
    ]
    spec = one(tf.string, "image/encoded", "image/class/text") | one(tf.int64, "image/class/label")
    encodings = (spec, lambda f: rgb(f["image/encoded"].numpy()), "image/class/label", "image/class/text")
    write("encoded-00000-of-00002", examples[:3])
    write("encoded-00001-of-00002", examples[3:])
    write("encoded.tfrecord.gz", examples, "GZIP")
    expect("encoded-00000-of-00002", about, *encodings)
    expect("encoded-00001-of-00002", about, *encodings)
    expect("encoded.tfrecord.gz", "the five examples of encoded-*, gzip", *encodings, "GZIP")

    def raw(found):
        h, w, c = (int(found[side]) for side in ("height", "width", "depth"))
        return tf.io.decode_raw(found["image_raw"], tf.uint8).numpy().reshape(h, w, c).transpose(2, 0, 1)

    spec = one(tf.string, "image_raw") | one(tf.int64, "height", "width", "depth", "label")
    for file, w, h, c in (("raw-grey.tfrecords", 14, 14, 1), ("raw-rgb.tfrecords", 8, 10, 3)):
        examples = [
            {"image_raw": picture(rng, w, h, c).tobytes(), "height": h, "width": w, "depth": c, "label": 9 - i}
            for i in range(3)
        ]
        write(file, examples)
        expect(file, "image_raw (uint8 bytes [height,width,depth]), height, width, depth and label", spec, raw, "label")

    shapes = [(6, 5, 3), (4, 7, 1)]
    write(
        "floats.tfrecord",
        [
            {"image": rng.standard_normal(shape).astype("float32").ravel().tolist(), "shape": list(shape), "label": i}
            for i, shape in enumerate(shapes)
        ],
    )
    spec = {"image": tf.io.VarLenFeature(tf.float32), "shape": tf.io.FixedLenFeature([3], tf.int64)}
    expect(
        "floats.tfrecord",
        "image (float_list), shape ([height,width,depth]) and label",
        spec | one(tf.int64, "label"),
        lambda f: f["image"].values.numpy().reshape(f["shape"].numpy()).transpose(2, 0, 1),
        "label",
    )

    file = "other-writer.tfrecord"
    images = [jpeg(rng, 10 + i, 9).hex() for i in range(3)]
    script = """if True:
        import json, sys
        import tfrecord
        writer = tfrecord.TFRecordWriter(sys.argv[1])
        for i, image in enumerate(json.loads(sys.argv[2])):
            writer.write({"image": (bytes.fromhex(image), "byte"), "label": (i, "int"), "index": (i - 1, "int")})
        writer.close()
        for found in tfrecord.tfrecord_loader(sys.argv[1], None, {"image": "byte", "label": "int"}):
            print(int(found["label"][0]), bytes(found["image"]).hex())
        """
    command = [sys.executable, "-c", script, str(out.dir / file), json.dumps(images)]
    out.about.append(f"{file}: by the package tfrecord; image (JPEG), label and index")
    for i, line in enumerate(subprocess.check_output(command, text=True).splitlines()):
        label, image = line.split()
        out.record(file, f"{file}#{i}", label, None, rgb(bytes.fromhex(image)))
    out.close()


def mnist():
    import idx2numpy

    package, version = importlib.metadata.version("idx2numpy"), torchvision("version")["version"]
    out = Samples(
        "mnist", f"idx2numpy {package} writes, and reads all but uint8 of rank 3", f"torchvision {version} reads that"
    )
    rng = np.random.default_rng(20260403)

    def pair(file, images, labels):
        """`file` has a place for images or labels, and one for the rank."""
        read = []
        for kind, array in (("images", images), ("labels", labels)):
            data, target = idx2numpy.convert_to_string(array), out.dir / file.format(kind, array.ndim)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(gzip.compress(data, mtime=0) if file.endswith(".gz") else data)
            read.append(gzip.decompress(target.read_bytes()) if file.endswith(".gz") else target.read_bytes())
        if images.dtype == np.uint8 and images.ndim == 3:
            with tempfile.TemporaryDirectory() as folder:
                paths = [pathlib.Path(folder) / name for name in ("images", "labels")]
                for path, data in zip(paths, read):
                    path.write_bytes(data)
                found = torchvision("mnist", *paths)
            pixels, classes = found["images"], found["labels"]
        else:
            pixels, classes = map(idx2numpy.convert_from_string, read)
            pixels = pixels if pixels.ndim == 4 else pixels[:, None]
        name = file.format("images", images.ndim)
        for i, chw in enumerate(pixels):
            out.record(name, f"{name}#{i}", classes[i], None, chw)

    def drawn(n, first=0, classes=10):
        images = np.stack([picture(rng, 12, 14, 1)[:, :, 0] for _ in range(n)])
        return images, (rng.permutation(n) % classes + first).astype("uint8")

    for part, n in (("train", 6), ("t10k", 4)):
        both = drawn(n)
        pair("plain/" + part + "-{}-idx{}-ubyte", *both)
        pair("gzip/" + part + "-{}-idx{}-ubyte.gz", *both)
        pair("dots/" + part + "-{}.idx{}-ubyte", *both)
    pair("emnist/emnist-letters-train-{}-idx{}-ubyte.gz", *drawn(26, 1, 26))
    for dtype in ("int8", "int16", "int32", "float32", "float64"):
        scale = 100 if np.issubdtype(dtype, np.integer) else 1.5
        images = (rng.standard_normal((3, 5, 7)) * scale).clip(-127, 127).astype(dtype)
        pair("types/" + dtype + "-{}-idx{}-ubyte", images, np.array([2, 0, 1], "uint8"))
    of_colour = np.stack([picture(rng, 7, 5).transpose(2, 0, 1) for _ in range(3)])
    pair("types/rgb-{}-idx{}-ubyte", of_colour, np.array([1, 2, 0], "uint8"))
    out.close()


CIFAR10 = "airplane automobile bird cat deer dog frog horse ship truck".split()
COARSE = (
    "aquatic_mammals fish flowers food_containers fruit_and_vegetables household_electrical_devices household_furniture"
    " insects large_carnivores large_man-made_outdoor_things large_natural_outdoor_scenes large_omnivores_and_herbivores"
    " medium_mammals non-insect_invertebrates people reptiles small_mammals trees vehicles_1 vehicles_2"
).split()
FINE = (
    "apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle"
    " caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant"
    " flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man"
    " maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree"
    " plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail"
    " snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout"
    " tulip turtle wardrobe whale willow_tree wolf woman worm"
).split()


def archive(file, members):
    """A .tar.gz as downloads are: a directory's entry, then these files, in this order."""
    with tarfile.open(file, "w:gz", format=tarfile.GNU_FORMAT) as tar:
        folder = tarfile.TarInfo(next(iter(members)).split("/")[0])
        folder.type, folder.mode, folder.mtime = tarfile.DIRTYPE, 0o755, NOW
        tar.addfile(folder)
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(data), NOW
            tar.addfile(member, io.BytesIO(data))


def pickled(**values):
    """With NumPy's module as NumPy 1 named it, whose pickles the downloads are."""
    return pickle.dumps(values, protocol=2).replace(b"cnumpy._core.", b"cnumpy.core.")


def cifar_pixels(rng, n):
    return np.stack([picture(rng, 32, 32).transpose(2, 0, 1).ravel() for _ in range(n)])


def cifar10():
    """The archive of the binary version, and the one of the Python version with the same records."""
    version = torchvision("version")["version"]
    out = Samples("cifar10", f"torchvision {version}, reads cifar-10-python.tar.gz", "tarfile of Python writes both")
    rng = np.random.default_rng(20260404)
    batches = {
        name: (rng.integers(0, 10, 2, "uint8"), cifar_pixels(rng, 2))
        for name in [f"data_batch_{i}" for i in range(1, 6)] + ["test_batch"]
    }
    python = {
        f"cifar-10-batches-py/{name}": pickled(
            batch_label=name, labels=labels.tolist(), data=pixels, filenames=[f"{i}.png" for i in range(len(labels))]
        )
        for name, (labels, pixels) in batches.items()
    }
    python["cifar-10-batches-py/batches.meta"] = pickled(num_cases_per_batch=2, label_names=CIFAR10, num_vis=3072)
    archive(out.dir / "cifar-10-python.tar.gz", python)

    # The names come after a batch, and the batches in no order, as in the real one.
    binary = {name: np.hstack([labels[:, None], pixels]).tobytes() for name, (labels, pixels) in batches.items()}
    order = "data_batch_1 batches.meta data_batch_3 data_batch_4 test_batch readme data_batch_5 data_batch_2".split()
    binary["batches.meta"], binary["readme"] = ("\n".join(CIFAR10) + "\n\n").encode(), b"<html></html>\n"
    endings = {"batches.meta": ".txt", "readme": ".html"}
    paths = {name: f"cifar-10-batches-bin/{name}{endings.get(name, '.bin')}" for name in order}
    file = "cifar-10-binary.tar.gz"
    archive(out.dir / file, {paths[name]: binary[name] for name in order})

    read = {part: torchvision("CIFAR10", out.dir / "cifar-10-python.tar.gz", part) for part in ("train", "test")}
    for name in order:
        if name in batches:
            found = read["test" if name == "test_batch" else "train"]
            first = 0 if name == "test_batch" else 2 * (int(name[-1]) - 1)
            for i in range(2):
                label = found["labels"][first + i]
                key = f"{file}/{paths[name]}#{i}"
                out.record(file, key, label, found["classes"][label], found["images"][first + i])
    out.close()


def cifar100():
    """The binary version as files and as an archive, and the Python version with the same records."""
    version = torchvision("version")["version"]
    out = Samples(
        "cifar100", f"torchvision {version}, reads cifar-100-python.tar.gz", "its coarse labels: Python's pickle"
    )
    rng = np.random.default_rng(20260405)
    parts = {}
    for part, n in (("train", 12), ("test", 5)):
        parts[part] = (rng.integers(0, 20, n, "uint8"), rng.integers(0, 100, n, "uint8"), cifar_pixels(rng, n))
    python = {
        f"cifar-100-python/{part}": pickled(
            batch_label=part, coarse_labels=coarse.tolist(), data=pixels, fine_labels=fine.tolist()
        )
        for part, (coarse, fine, pixels) in parts.items()
    }
    python["cifar-100-python/meta"] = pickled(fine_label_names=FINE, coarse_label_names=COARSE)
    archive(out.dir / "cifar-100-python.tar.gz", python)

    binary = {"fine_label_names.txt": ("\n".join(FINE) + "\n").encode()}
    for part, (coarse, fine, pixels) in parts.items():
        binary[f"{part}.bin"] = np.hstack([coarse[:, None], fine[:, None], pixels]).tobytes()
    binary["coarse_label_names.txt"] = ("\n".join(COARSE) + "\n").encode()
    archive(out.dir / "cifar-100-binary.tar.gz", {f"cifar-100-binary/{name}": data for name, data in binary.items()})
    (out.dir / "binary").mkdir()
    for name, data in binary.items():
        (out.dir / "binary" / name).write_bytes(data)

    with tarfile.open(out.dir / "cifar-100-python.tar.gz") as tar:
        meta = pickle.load(tar.extractfile("cifar-100-python/meta"))["coarse_label_names"]
        coarse = {part: pickle.load(tar.extractfile(f"cifar-100-python/{part}"))["coarse_labels"] for part in parts}
    for part in ("train", "test"):
        found = torchvision("CIFAR100", out.dir / "cifar-100-python.tar.gz", part)
        for prefix, file in (
            ("binary/", f"binary/{part}.bin"),
            ("cifar-100-binary.tar.gz/cifar-100-binary/", "cifar-100-binary.tar.gz"),
        ):
            for i, (label, chw) in enumerate(zip(found["labels"], found["images"])):
                key = f"{prefix}{part}.bin#{i}"
                out.record(file, key, label, found["classes"][label], chw)
                out.record(file, key, coarse[part][i], meta[coarse[part][i]], chw, "label=coarse")
    out.close()


# How an array of these axes becomes [N,C,H,W].
LAYOUTS = {"NCHW": lambda a: a, "NHW": lambda a: a[:, None], "NHWC": lambda a: a.transpose(0, 3, 1, 2)}


def records_of(out, file, images, labels, layout, options):
    for i, chw in enumerate(LAYOUTS[layout](images)):
        out.record(file, f"{file}#{i}", labels.reshape(len(images))[i], None, chw, f"{options},layout={layout}")


def npz():
    out = Samples("npz")
    rng = np.random.default_rng(20260406)

    def expect(file, layout, *pairs):
        with np.load(out.dir / file, allow_pickle=False) as loaded:
            for images, labels in pairs:
                options = f"images={images},labels={labels}"
                records_of(out, file, loaded[images], loaded[labels], layout, options)

    def grey(n):
        return np.stack([picture(rng, 12, 14, 1)[:, :, 0] for _ in range(n)])

    keras = {"x_test": grey(3), "x_train": grey(5)}
    keras |= {"y_test": rng.integers(0, 10, 3, "uint8"), "y_train": rng.integers(0, 10, 5, "uint8")}
    for file, save in (("keras.npz", np.savez), ("keras-compressed.npz", np.savez_compressed)):
        save(out.dir / file, **keras)
        expect(file, "NHW", ("x_train", "y_train"), ("x_test", "y_test"))

    floats = rng.standard_normal((4, 3, 6, 5)).astype("float32")
    np.savez_compressed(out.dir / "floats.npz", images=floats, labels=rng.integers(0, 1000, 4))
    expect("floats.npz", "NCHW", ("images", "labels"))

    medical = {}
    for part, n in (("train", 4), ("val", 2), ("test", 3)):
        medical[f"{part}_images"] = np.stack([picture(rng, 9, 8) for _ in range(n)])
        medical[f"{part}_labels"] = rng.integers(0, 7, (n, 1), "uint8")
    np.savez_compressed(out.dir / "medmnist.npz", **medical)
    expect("medmnist.npz", "NHWC", *((f"{part}_images", f"{part}_labels") for part in ("train", "val", "test")))

    columns = np.asfortranarray(rng.integers(-99, 99, (3, 2, 5, 4)).astype(">i2"))
    np.savez(out.dir / "fortran-big-endian.npz", images=columns, labels=np.array([300, 2, 1], ">i4"))
    expect("fortran-big-endian.npz", "NCHW", ("images", "labels"))
    out.close()


def npy():
    """Images and labels in two files of a folder."""
    out = Samples("npy")
    rng = np.random.default_rng(20260407)

    def pair(folder, layout, images, labels):
        (out.dir / folder).mkdir()
        for name, array in (("images", images), ("labels", labels)):
            np.save(out.dir / folder / f"{name}.npy", array)
        images, labels = (np.load(out.dir / folder / f"{name}.npy") for name in ("images", "labels"))
        records_of(out, f"{folder}/images.npy", images, labels, layout, "labels=labels.npy")

    pair("floats", "NCHW", rng.standard_normal((5, 3, 6, 7)).astype("float32"), rng.integers(0, 1000, 5))
    pair("grey", "NHW", np.stack([picture(rng, 9, 8, 1)[:, :, 0] for _ in range(6)]), rng.integers(0, 10, 6, "uint8"))
    pair("colour", "NHWC", np.stack([picture(rng, 7, 8) for _ in range(4)]), rng.integers(0, 10, (4, 1), "int32"))
    pair("big-endian", "NCHW", rng.standard_normal((3, 1, 5, 4)).astype(">f8"), rng.integers(0, 999, 3).astype(">i2"))
    out.close()


def parquet():
    import os

    cache = tempfile.TemporaryDirectory()
    os.environ["HF_HOME"], os.environ["HF_HUB_OFFLINE"] = cache.name, "1"
    import datasets
    import pyarrow as pa
    import pyarrow.parquet as pq
    import pyspark.sql

    out = Samples(
        "parquet", f"datasets {datasets.__version__}", f"pyarrow {pa.__version__}", f"PySpark {pyspark.__version__}"
    )
    rng = np.random.default_rng(20260408)

    def about(file, text):
        metadata = pq.read_metadata(out.dir / file)
        group = metadata.row_group(0)
        compression = "/".join(sorted({group.column(i).compression.lower() for i in range(group.num_columns)}))
        out.about.append(f"{file}: {text}; {compression}, row groups: {metadata.num_row_groups}")

    def hugging_face(file, images, labels, names, **options):
        features = datasets.Features({"image": datasets.Image(), "label": datasets.ClassLabel(names=names)})
        rows = {"image": [{"bytes": image, "path": f"{i}.jpg"} for i, image in enumerate(images)], "label": labels}
        datasets.Dataset.from_dict(rows, features).to_parquet(out.dir / file, **options)
        about(file, "by datasets; image (its feature Image, struct<bytes,path>) and label (its feature ClassLabel)")
        read = datasets.load_dataset("parquet", data_files=str(out.dir / file), split="train")
        for i, row in enumerate(read):
            name = read.features["label"].int2str(row["label"])
            out.record(file, f"{file}#{i}", row["label"], name, rgb(row["image"]))

    images = [
        jpeg(rng),
        encoded(picture(rng, 9, 8), "PNG"),
        jpeg(rng, 11, 13, 1),
        jpeg(rng, progressive=True),
        jpeg(rng),
    ]
    hugging_face("hf.parquet", images, [2, 0, 1, 1, 2], ["cat", "dog", "Vögel"])
    hugging_face(
        "hf-row-groups.parquet",
        images * 2,
        [2, 0, 1, 1, 2] * 2,
        ["cat", "dog", "fish"],
        batch_size=4,
    )

    def arrow(file, text, columns, **options):
        pq.write_table(pa.table(columns), out.dir / file, **options)
        about(file, f"by pyarrow; {text}")
        return pq.read_table(out.dir / file)

    file = "binary.parquet"
    columns = {"image": pa.array(images, pa.binary()), "label": pa.array(["cat", "dog", 'a, "b"', "dog", "cat"])}
    table = arrow(file, "image (binary: JPEG or PNG) and label (string)", columns, compression="gzip")
    for i, row in enumerate(table.to_pylist()):
        out.record(file, f"{file}#{i}", None, row["label"], rgb(row["image"]))

    shapes = [(3, 6, 5), (1, 4, 7), (3, 2, 9)]
    for dtype, compression in (("float32", "snappy"), ("uint8", "zstd")):
        file = f"array-{dtype}.parquet"
        arrays = [(rng.standard_normal(shape) * 50 + 100).clip(0, 255).astype(dtype) for shape in shapes]
        columns = {
            "image": pa.array([a.ravel() for a in arrays], pa.list_(pa.from_numpy_dtype(dtype))),
            "shape": pa.array(shapes, pa.list_(pa.int32())),
            "label": pa.array([7, 8, 9], pa.int64()),
        }
        table = arrow(
            file, f"image (list of {dtype}), shape ([C,H,W], list of int32) and label", columns, compression=compression
        )
        for i, row in enumerate(table.to_pylist()):
            array = np.array(row["image"], dtype).reshape(row["shape"])
            out.record(file, f"{file}#{i}", row["label"], None, array)

    def tensors(name, column, text, read, options="-"):
        file = f"fixed-shape-tensor-{name}.parquet"
        columns = {"image": column, "label": pa.array(range(len(column)), pa.int32())}
        table = arrow(file, f"image (arrow.fixed_shape_tensor {text}) and label", columns, row_group_size=2)
        found = table["image"].combine_chunks()
        assert found.type == column.type
        for i, chw in enumerate(read(found)):
            out.record(file, f"{file}#{i}", table["label"][i].as_py(), None, chw, options)

    of_numpy, to_numpy = pa.FixedShapeTensorArray.from_numpy_ndarray, pa.FixedShapeTensorArray.to_numpy_ndarray
    floats = rng.standard_normal((3, 3, 6, 5)).astype("float32")
    pixels = np.stack([picture(rng, 5, 6) for _ in range(3)])
    planes = LAYOUTS["NHWC"](pixels)
    tensors("float32", of_numpy(floats), "[3,6,5]", to_numpy)
    tensors("uint8", of_numpy(np.ascontiguousarray(planes)), "[3,6,5]", to_numpy)
    tensors("nhwc", of_numpy(pixels), "[6,5,3]", lambda a: LAYOUTS["NHWC"](to_numpy(a)), "layout=NHWC")
    columnwise = np.ascontiguousarray(planes.transpose(0, 1, 3, 2)).transpose(0, 1, 3, 2)
    tensors("permuted", of_numpy(columnwise), "[3,5,6], permutation [0,2,1]", to_numpy)
    # pyarrow writes but does not read a permutation that is not its own inverse: here Arrow's document tells.
    hwc = pa.fixed_shape_tensor(pa.uint8(), [6, 5, 3], permutation=[2, 0, 1])
    stored = pa.FixedSizeListArray.from_arrays(pa.array(pixels.ravel()), 90)
    tensors(
        "permuted-hwc",
        pa.ExtensionArray.from_storage(hwc, stored),
        "[6,5,3], permutation [2,0,1], read by the rule of Arrow's document",
        lambda a: np.asarray(a.storage.flatten()).reshape(-1, *a.type.shape).transpose(0, 3, 1, 2),
    )

    # Spark's own image source keeps the place of a file: one that tells nothing of this machine.
    folder = pathlib.Path("/tmp/spark-image-samples")
    spark = pyspark.sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    for kind, channels in (("colour", 3), ("grey", 1)):
        shutil.rmtree(folder, ignore_errors=True)
        for i, name in enumerate(["cat", "dog", "cat"]):
            (folder / "jpg" / f"label={name}").mkdir(parents=True, exist_ok=True)
            (folder / "jpg" / f"label={name}" / f"{i}.jpg").write_bytes(jpeg(rng, 10 + i, 8, channels))
        images = spark.read.format("image").load(str(folder / "jpg")).orderBy("image.origin")
        images.coalesce(1).write.parquet(str(folder / "table"))
        (part,) = (folder / "table").glob("part-*.parquet")
        file = f"spark-{kind}.parquet"
        shutil.copyfile(part, out.dir / file)
        about(file, "by Spark's image source; image (its struct; BGR, or grey of one channel) and label (string)")
        for i, row in enumerate(pq.read_table(out.dir / file).to_pylist()):
            image = row["image"]
            bgr = np.frombuffer(image["data"], "uint8").reshape(image["height"], image["width"], image["nChannels"])
            out.record(file, f"{file}#{i}", None, row["label"], bgr[:, :, ::-1].transpose(2, 0, 1))
    spark.stop()
    shutil.rmtree(folder)
    out.close()


def image_folder():
    import pandas

    version = torchvision("version")["version"]
    out = Samples(
        "image-folder", f"torchvision {version}, reads tree", f"pandas {pandas.__version__}, for csv/labels.csv"
    )
    rng = np.random.default_rng(20260409)

    def write(file, image):
        (out.dir / file).parent.mkdir(parents=True, exist_ok=True)
        (out.dir / file).write_bytes(image)

    # Classes by code point: the one in capitals comes first, and cat before cat2.
    write("tree/Zebra/1.webp", encoded(picture(rng, 14, 10), "WEBP", lossless=True))
    write("tree/cat/0001.jpg", jpeg(rng))
    write("tree/cat/old/0002.png", encoded(picture(rng, 9, 8), "PNG"))
    write("tree/cat/old/older/0003.JPEG", jpeg(rng, 11, 13, 1))
    write("tree/cat2/1.bmp", encoded(picture(rng, 7, 5), "BMP"))
    write("tree/dog/a/b/x.png", encoded(picture(rng, 12, 6, 1), "PNG"))
    write("tree/dog/y.jpg", jpeg(rng, progressive=True))
    found = torchvision("folder", out.dir / "tree")
    for i, (file, label) in enumerate(zip(found["files"], found["labels"])):
        key = f"tree/{file}"
        out.record(key, key, label, found["classes"][label], found[str(i)])

    labels = {
        "plain.jpg": "cat",
        "with a space.png": 'a "real" dog',
        "comma, in the name.jpg": "dog, big",
        "sub/folder/1.png": "Ünïcödé",
        "sub/2.jpg": "cat",
        "zebra.png": "Zebra",
    }
    for file in labels:
        write(f"csv/{file}", jpeg(rng) if file.endswith(".jpg") else encoded(picture(rng, 8, 9), "PNG"))
    table = pandas.DataFrame({"file": list(labels), "label": list(labels.values())})
    table.to_csv(out.dir / "csv" / "labels.csv", index=False)
    read = pandas.read_csv(out.dir / "csv" / "labels.csv")
    classes = sorted(set(read["label"]))
    for file, name in zip(read["file"], read["label"]):
        key = f"csv/{file}"
        out.record(key, key, classes.index(name), name, rgb((out.dir / key).read_bytes()), "labels=labels.csv")
    out.close()


FORMATS = (webdataset, tfrecord, mnist, cifar10, cifar100, npz, npy, parquet, image_folder)

if __name__ == "__main__":
    known = {f.__name__.replace("_", "-"): f for f in FORMATS}
    for chosen in sys.argv[1:] or known:
        with unittest.mock.patch("time.time", return_value=NOW):
            known[chosen]()

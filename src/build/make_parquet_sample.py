#!/usr/bin/env python3
"""Writes the demonstration Parquet file as Hugging Face `datasets` does: drawings of data/webdataset
as PNG in an Image column, their classes in a ClassLabel column.

    python3 -m venv venv
    venv/bin/pip install datasets==5.2.0 pyarrow==26.0.1 Pillow==13.0.0
    venv/bin/python src/build/make_parquet_sample.py

`sample-data` writes a copy of the file, since Java has no writer of that library's.
"""
import io
import json
import pathlib
import tarfile

from datasets import ClassLabel, Dataset, Features, Image
from PIL import Image as Pictures

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "src/main/resources/io/sparkmaxpool/sample/drawings.parquet"

rows, names = [], {}
for shard in sorted((ROOT / "data/webdataset").glob("*.tar")):
    with tarfile.open(shard) as tar:
        members = {member.name: tar.extractfile(member).read() for member in tar}
    for name in sorted(name for name in members if name.endswith(".bmp")):
        stem = name.removesuffix(".bmp")
        label = json.loads(members[stem + ".json"])
        names[label["label"]] = label["label_name"]
        png = io.BytesIO()
        Pictures.open(io.BytesIO(members[name])).save(png, "PNG", optimize=True)
        rows.append({"image": {"bytes": png.getvalue(), "path": stem + ".png"}, "label": label["label"]})

features = Features({"image": Image(), "label": ClassLabel(names=[names[i] for i in sorted(names)])})
OUT.parent.mkdir(parents=True, exist_ok=True)
Dataset.from_list(rows, features=features).to_parquet(OUT, batch_size=10)
print(f"{OUT.relative_to(ROOT)}: {len(rows)} rows, {OUT.stat().st_size} bytes")

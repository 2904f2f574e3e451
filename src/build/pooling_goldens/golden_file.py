"""The format of the golden files; one for every operation.

A file is gzipped: an int32 in big-endian order, the length of a JSON text in UTF-8, then the
elements of its tensors. The JSON is
    {"made_by": TEXT,
     "tensors": [[DTYPE, [EXTENT, ...]], ...],
     "cases": [{"op": NAME, "source": TEXT, "inputs": [TENSOR, ...], "parameters": {NAME: VALUE, ...},
                "outputs": [TENSOR, ...] or "error": TEXT, "published": [TENSOR, ...]}, ...],
     "sizes": [{"op": NAME, "parameters": {...}, "input": [HEIGHT, WIDTH], "output": [HEIGHT, WIDTH]}, ...],
     "left_out": {NAME: REASON, ...}}
where TENSOR is a position in "tensors". Their elements are little-endian and follow each other in
that order. "outputs" are PyTorch's; "published" are what the source of the case has instead, where
that is another project.
"""
import gzip
import json
import struct

from . import operations
from .elements import NAMES, to_bytes


class GoldenFile:
    """A file under construction: runs PyTorch and records what it gives."""

    def __init__(self, made_by):
        self.made_by = made_by
        self.tensors = {}
        self.cases = []
        self.sizes = []
        self.left_out = {}
        self.seen = set()

    def add(self, op, source, inputs, parameters, published=()):
        """Records a call that succeeds, and returns its outputs."""
        outputs = operations.run(op, inputs, parameters)
        if isinstance(outputs, str):
            raise SystemExit(f"{op}, {source}, {[tuple(t.shape) for t in inputs]}, {parameters}: {outputs}")
        self._record(op, source, inputs, parameters, outputs, published)
        return outputs

    def add_error(self, op, source, inputs, parameters):
        """Records a call if it fails, and returns the text; None if it succeeds."""
        outputs = operations.run(op, inputs, parameters)
        if not isinstance(outputs, str):
            return None
        self._record(op, source, inputs, parameters, outputs)
        return outputs

    def add_either(self, op, source, inputs, parameters):
        """Records a call, whatever comes of it."""
        self._record(op, source, inputs, parameters, operations.run(op, inputs, parameters))

    def add_size(self, op, parameters, size, output):
        self.sizes.append({"op": op, "parameters": parameters, "input": size, "output": output})

    def leave_out(self, name, reason):
        self.left_out[name] = reason

    def _record(self, op, source, inputs, parameters, outputs, published=()):
        case = {
            "op": op,
            "source": source,
            "inputs": [self._tensor(tensor) for tensor in inputs],
            "parameters": parameters,
        }
        key = json.dumps(case)
        if key in self.seen:
            return
        self.seen.add(key)
        if isinstance(outputs, str):
            case["error"] = outputs
        else:
            case["outputs"] = [self._tensor(tensor) for tensor in outputs]
        if published:
            case["published"] = [self._tensor(tensor) for tensor in published]
        self.cases.append(case)

    def _tensor(self, tensor):
        key = (NAMES[tensor.dtype], tuple(tensor.shape), to_bytes(tensor))
        return self.tensors.setdefault(key, len(self.tensors))

    def write(self, path):
        text = json.dumps(
            {
                "made_by": self.made_by,
                "tensors": [[dtype, list(shape)] for dtype, shape, _ in self.tensors],
                "cases": self.cases,
                "sizes": self.sizes,
                "left_out": self.left_out,
            },
            separators=(",", ":"),
            allow_nan=False,
        ).encode()
        data = struct.pack(">i", len(text)) + text + b"".join(elements for _, _, elements in self.tensors)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(data, 9, mtime=0))
        errors = sum("error" in case for case in self.cases)
        print(
            f"{path.name}: {len(self.cases) - errors} results, {errors} errors, {len(self.sizes)} sizes, "
            f"{len(self.tensors)} tensors, {path.stat().st_size} bytes"
        )

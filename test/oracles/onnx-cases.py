"""ONNX's own cases of the ops in src/graph/, for test/onnx-cases.test.ts.

    python test/oracles/onnx-cases.py > test/oracles/onnx-cases.json

Needs the package onnx; here by 1.23.2 (Apache-2.0, https://github.com/onnx/onnx), whose backend test cases hold models of one node with
inputs and expected outputs. Every number is theirs, to float32, but that OneHot's two values are written as 0 and 1, and whole numbers are int32, as the
ops of the table have them. What ONNX leaves to defaults, counts from the end or computes
(auto_pad, output_shape) is written out here, as the ops of the table have no defaults; what they can't say is listed with its reason.
Of pooling several channels, which do not meet, the first is kept, and of one number at a time the first hundred. Tensors of more than
LONG numbers are base64 of float32, little-endian.
"""
import base64
import json
import math
import sys

import numpy as np
import onnx
from onnx.backend.test.case.node import collect_testcases

LONG = 64
TYPES = {"float32": "float32", "int64": "int32", "bool": "bool"}
UNARY = "Neg Exp Log Sqrt Reciprocal Erf Relu Sigmoid Tanh Softplus".split()
BINARY = "Add Sub Mul Div Max Min Greater".split()
OTHERS = (
    "Where LeakyRelu Elu MatMul Transpose Reshape Expand ReduceSum ReduceMax ReduceSumSquare LogSoftmax "
    "Slice Pad Concat Conv ConvTranspose MaxPool AveragePool OneHot Cast".split()
)


OTHER_TYPES = "element types other than float32, int64 and bool"


class Left(Exception):
    """Why a case can't be said in the ops of the table."""


def ints(x):
    return [int(i) for i in np.asarray(x).ravel()]


def front(axes, rank):
    return [axis + rank if axis < 0 else axis for axis in axes]


def windows(at, x, kernel, transposed=False):
    """strides, pads, dilations for two dimensions; `pads` as SAME and VALID mean them."""
    if x.ndim != 4:
        raise Left("windows over other than two dimensions")
    if at.get("group", 1) != 1:
        raise Left("groups")
    strides, dilations = at.get("strides", [1, 1]), at.get("dilations", [1, 1])
    pads, auto = at.get("pads", [0, 0, 0, 0]), at.get("auto_pad", b"NOTSET").decode()
    extent = [(k - 1) * d + 1 for k, d in zip(kernel, dilations)]
    output_padding = at.get("output_padding", [0, 0])
    total = None
    if transposed and ("output_shape" in at or auto.startswith("SAME")):
        wanted = at.get("output_shape", [n * s for n, s in zip(x.shape[2:], strides)])
        total = [s * (n - 1) + o + e - w for s, n, o, e, w in zip(strides, x.shape[2:], output_padding, extent, wanted)]
    elif auto.startswith("SAME"):
        total = [max(0, (math.ceil(n / s) - 1) * s + e - n) for n, s, e in zip(x.shape[2:], strides, extent)]
    if total is not None:
        # What is odd goes to the end, but for SAME_LOWER.
        less, more = [t // 2 for t in total], [t - t // 2 for t in total]
        pads = more + less if auto == "SAME_LOWER" else less + more
        if transposed and min(pads) < 0:
            # Fewer than no pads: rows and columns are added at the end.
            output_padding = [o + max(0, -t) for o, t in zip(output_padding, total)]
            pads = [max(0, p) for p in pads]
    return {"strides": list(strides), "pads": list(pads), "dilations": list(dilations)}, output_padding


def pool(at, x):
    kernel = at["kernel_shape"]
    said, _ = windows(at, x, kernel)
    dilations = said.pop("dilations")
    if dilations != [1, 1]:
        raise Left("pooling with dilations")
    if at.get("count_include_pad", 0):
        raise Left("average pooling that counts padding")
    if at.get("ceil_mode", 0):
        free = [n + p + q - k for n, p, q, k in zip(x.shape[2:], said["pads"][:2], said["pads"][2:], kernel)]
        if any(f % s for f, s in zip(free, said["strides"])):
            raise Left("pooling in ceil mode, where it gives another shape")
    return {"kernel_shape": list(kernel), **said}


def express(op, at, inputs, outputs):
    """The operands and attributes of the same node in the table; `outputs` are changed where only their order differs."""
    x = inputs[0]
    if op in UNARY:
        return inputs, {}
    if op in BINARY:
        if len(inputs) != 2:
            raise Left("other than two operands")
        return inputs, {}
    if op == "Where":
        return inputs, {}
    if op == "LeakyRelu":
        return inputs, {"alpha": at.get("alpha", 0.01)}
    if op == "Elu":
        return inputs, {"alpha": at.get("alpha", 1.0)}
    if op == "MatMul":
        if min(x.ndim, inputs[1].ndim) < 2:
            raise Left("products of vectors")
        return inputs, {}
    if op == "Transpose":
        return inputs, {"perm": list(at.get("perm", range(x.ndim)[::-1]))}
    if op == "Reshape":
        if x.size == 0:
            raise Left("tensors without elements")
        return [x], {"shape": list(outputs[0].shape)}
    if op == "Expand":
        return [x], {"shape": ints(inputs[1])}
    if op.startswith("Reduce"):
        if x.size == 0 and op == "ReduceMax":
            raise Left("tensors without elements")
        given = ints(inputs[1]) if len(inputs) > 1 else at.get("axes", [])
        noop = len(given) == 0 and at.get("noop_with_empty_axes", 0)
        axes = front(given, x.ndim) if len(given) or noop else list(range(x.ndim))
        return [x], {"axes": axes, "keepdims": at.get("keepdims", 1)}
    if op == "LogSoftmax":
        return inputs, {"axis": front([at.get("axis", -1)], x.ndim)[0]}
    if op == "Slice":
        starts, ends = ints(inputs[1]), ints(inputs[2])
        axes = front(ints(inputs[3]) if len(inputs) > 3 else range(len(starts)), x.ndim)
        steps = ints(inputs[4]) if len(inputs) > 4 else [1] * len(starts)
        if min(steps) < 1:
            raise Left("slices that go backwards")
        bounds = [slice(s, e).indices(x.shape[a]) for s, e, a in zip(starts, ends, axes)]
        if outputs[0].size == 0:
            raise Left("tensors without elements")
        return [x], {"axes": axes, "starts": [b[0] for b in bounds], "ends": [b[1] for b in bounds], "steps": steps}
    if op == "Pad":
        if at.get("mode", b"constant") != b"constant":
            raise Left("padding by other than a constant")
        given, value = ints(inputs[1]), float(inputs[2]) if len(inputs) > 2 else 0.0
        axes = front(ints(inputs[3]), x.ndim) if len(inputs) > 3 else list(range(x.ndim))
        pads = [0] * (2 * x.ndim)
        for i, axis in enumerate(axes):
            pads[axis], pads[axis + x.ndim] = given[i], given[i + len(axes)]
        return [x], {"pads": pads, "value": value}
    if op == "Concat":
        return inputs, {"axis": front([at["axis"]], x.ndim)[0]}
    if op == "Conv":
        if len(inputs) > 2:
            raise Left("a bias")
        return inputs, windows(at, x, inputs[1].shape[2:])[0]
    if op == "ConvTranspose":
        said, output_padding = windows(at, x, inputs[1].shape[2:], True)
        return inputs, {**said, "output_padding": list(output_padding)}
    if op == "MaxPool":
        if len(outputs) > 1:
            raise Left("indices of maxima")
        return inputs, pool(at, x)
    if op == "AveragePool":
        return inputs, pool(at, x)
    if op == "OneHot":
        if outputs[0].dtype.name not in ("float32", "int32"):
            raise Left(OTHER_TYPES)
        # The table's puts 0 and 1 along a new last axis.
        _, on = inputs[2]
        outputs[0] = (np.moveaxis(outputs[0], at.get("axis", -1), -1) == on).astype(np.float32)
        return [x.astype(np.int64)], {"depth": int(inputs[1])}
    if op == "Cast":
        return [x], {"to": {1: "float32", 7: "int32", 9: "bool"}[at["to"]]}
    raise KeyError(op)


# Ops whose operands and results may be of any type of the table.
MOVING = {"Transpose", "Reshape", "Expand", "Slice", "Concat", "Cast", "Where", "OneHot"}


def check_types(op, operands, outputs):
    for tensor in [*operands, *outputs]:
        if str(tensor.dtype) not in TYPES:
            raise Left(OTHER_TYPES)
    if op not in MOVING and any(tensor.dtype != np.float32 for tensor in operands):
        raise Left("integers and booleans where the table has float32 only")


def number(v):
    """The shortest digits that give the float32 again; JSON has neither infinity nor NaN."""
    if not np.isfinite(v):
        return {"inf": "Infinity", "-inf": "-Infinity"}.get(str(v), "NaN")
    return int(v) if v == int(v) and abs(v) < 1e15 else float(str(v))


def packed(tensor):
    values = [number(v) for v in tensor.ravel()]
    if tensor.dtype == np.float32 and tensor.size > LONG:
        values = base64.b64encode(tensor.astype("<f4").tobytes()).decode()
    return [TYPES[str(tensor.dtype)], list(tensor.shape), values]


def smaller(op, tensors):
    if op in ("MaxPool", "AveragePool"):
        return [t[:, :1] for t in tensors]
    if op in UNARY and tensors[0].size > 100:
        return [t.ravel()[:100] for t in tensors]
    return tensors


cases, left = [], {}
for case in collect_testcases(None):
    (node, *more) = case.model.graph.node
    op = node.op_type
    if more or node.domain or op not in UNARY + BINARY + OTHERS:
        continue
    (given, expected) = case.data_sets[0]
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    name = case.name.removeprefix("test_")
    try:
        if op == "Cast" and attributes["to"] not in (1, 7, 9):
            raise Left(OTHER_TYPES)
        # Types that NumPy doesn't have are given as ONNX's own tensors.
        given, expected = (
            [onnx.numpy_helper.to_array(x) if isinstance(x, onnx.TensorProto) else np.asarray(x) for x in xs]
            for xs in (given, expected)
        )
        operands, attributes = express(op, attributes, given, expected)
        check_types(op, operands, expected)
        *operands, output = smaller(op, [*operands, expected[0]])
        inputs = [packed(t) for t in operands]
        cases.append({"name": name, "op": op, "attributes": attributes, "inputs": inputs, "output": packed(output)})
    except Left as reason:
        left.setdefault(str(reason), []).append(name)

print("{")
print(f' "origin": "backend node test cases of the Python package onnx {onnx.__version__}, Apache-2.0, https://github.com/onnx/onnx",')
print(' "left": ' + json.dumps(dict(sorted(left.items())), indent=1).replace("\n", "\n ") + ",")
print(' "cases": [')
print(",\n".join("  " + json.dumps(case, separators=(",", ":"), allow_nan=False) for case in cases))
print(" ]\n}")
print(f"{len(cases)} of {len(cases) + sum(map(len, left.values()))}", file=sys.stderr)

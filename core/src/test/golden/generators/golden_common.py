"""Formulas of all generators. numpy + zlib only (torch is imported lazily)."""
import json, math, os, sys, zlib
import numpy as np

GAMMA = np.uint64(0x9E3779B97F4A7C15)
M1 = np.uint64(0xBF58476D1CE4E5B9)
M2 = np.uint64(0x94D049BB133111EB)
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)


def splitmix64(x):
    """x: uint64 array (or int). Output of SplitMix64.next() when its state is x."""
    scalar = not isinstance(x, np.ndarray)
    z = np.atleast_1d(np.asarray(x, dtype=np.uint64))
    with np.errstate(over="ignore"):
        z = z + GAMMA
        z ^= z >> np.uint64(30)
        z *= M1
        z ^= z >> np.uint64(27)
        z *= M2
        z ^= z >> np.uint64(31)
    return int(z[0]) if scalar else z


def splitmix64_int(x):
    """Same in plain Python integers (independent of numpy), for self-checks."""
    m = (1 << 64) - 1
    z = (x + 0x9E3779B97F4A7C15) & m
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & m
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & m
    return z ^ (z >> 31)


def crc32(name):
    return zlib.crc32(name.encode("utf-8")) & 0xFFFFFFFF


def u01(start, n):
    """float64 array: u[i] = (splitmix64(start+i) >>> 40) / 2^24, i = 0..n-1"""
    out = np.empty(n, dtype=np.float64)
    step = 1 << 20
    for a in range(0, n, step):
        b = min(n, a + step)
        idx = np.arange(a, b, dtype=np.uint64)
        with np.errstate(over="ignore"):
            idx += np.uint64(start)
        out[a:b] = (splitmix64(idx) >> np.uint64(40)).astype(np.float64) / 16777216.0
    return out


def weight_rule(name, shape):
    nd = len(shape)
    if name.endswith(".running_var"):
        return "half_plus_u"
    if name.endswith(".running_mean"):
        return "small"
    if name.endswith("weight") and nd == 1:
        return "half_plus_u"
    if name.endswith("weight") and nd >= 2:
        return "fan_in"
    return "small"          # *.bias, in_proj_bias, class_token, pos_embedding, layer_scale, *_bias_table


def formula_weight(name, shape, gain=1.0):
    n = 1
    for s in shape:
        n *= int(s)
    rule = weight_rule(name, shape)
    out = np.empty(n, dtype=np.float32)
    base = crc32(name) << 32
    step = 1 << 22
    for a in range(0, n, step):
        b = min(n, a + step)
        u = u01(base + a, b - a)
        if rule == "half_plus_u":
            v = 0.5 + u
        elif rule == "fan_in":
            fan_in = n // int(shape[0])
            v = ((u - 0.5) * 2.0) * math.sqrt(3.0 / fan_in) * gain
        else:
            v = (u - 0.5) * 0.2
        out[a:b] = v.astype(np.float32)     # round to nearest even, once
    return out.reshape(shape)


def formula_input(shape, offset=12345):
    n = int(np.prod(shape))
    return (u01(offset, n) * 2.0 - 1.0).astype(np.float32).reshape(shape)


def formula_image(width, height, offset=777):
    """uint8 [height][width][3], flat index i = (y*width + x)*3 + c"""
    n = width * height * 3
    idx = np.arange(n, dtype=np.uint64) + np.uint64(offset)
    return ((splitmix64(idx) >> np.uint64(56)) & np.uint64(255)).astype(np.uint8).reshape(height, width, 3)


def fill(model):
    """Write the formula weights into a torch module; integer entries other than
    num_batches_tracked are left as the constructor computed them."""
    import torch
    with torch.no_grad():
        for name, t in model.state_dict().items():
            if not t.dtype.is_floating_point:
                if name.endswith("num_batches_tracked"):
                    t.zero_()
                continue
            t.copy_(torch.from_numpy(formula_weight(name, tuple(t.shape))))
    return model


def stats(a, first=8):
    """sum and l2 accumulated in float64 over the values as stored."""
    a = np.asarray(a)
    d = a.astype(np.float64).ravel()
    return {"shape": list(a.shape), "sum": float(d.sum()), "l2": float(math.sqrt(float((d * d).sum()))),
            "first%d" % first: [float(v) for v in d[:first]]}


def l2(a):
    d = np.asarray(a).astype(np.float64).ravel()
    return float(math.sqrt(float((d * d).sum())))


def maxdiff(a, b):
    a = np.asarray(a).astype(np.float64)
    b = np.asarray(b).astype(np.float64)
    return float(np.abs(a - b).max())


def rel_l2(a, b):
    a = np.asarray(a).astype(np.float64)
    b = np.asarray(b).astype(np.float64)
    n = math.sqrt(float((b * b).sum()))
    return float(math.sqrt(float(((a - b) ** 2).sum())) / n) if n else 0.0


def crc_bytes(a):
    return "%08x" % (zlib.crc32(np.ascontiguousarray(a).tobytes()) & 0xFFFFFFFF)


def load_cases(which, key):
    with open(os.path.join(HERE, "cases.json")) as f:
        return json.load(f)[key]


def out_dir(which, sub=None):
    d = ROOT if sub is None else os.path.join(ROOT, sub)
    os.makedirs(d, exist_ok=True)
    return d


def _fmt(o, indent, level):
    """JSON with short lists of scalars on one line."""
    pad = " " * (indent * (level + 1))
    end = " " * (indent * level)
    if isinstance(o, dict):
        if not o:
            return "{}"
        return "{\n" + ",\n".join(pad + json.dumps(str(k)) + ": " + _fmt(v, indent, level + 1) for k, v in o.items()) + "\n" + end + "}"
    if isinstance(o, (list, tuple)):
        if all(not isinstance(v, (dict,)) for v in o) and (not o or not isinstance(o[0], (list, tuple)) or len(json.dumps(o)) < 400):
            return json.dumps(o)
        return "[\n" + ",\n".join(pad + _fmt(v, indent, level + 1) for v in o) + "\n" + end + "]"
    return json.dumps(o)


def dump(obj, path):
    with open(path, "w") as f:
        f.write(_fmt(obj, 1, 0) + "\n")
    print("wrote", path, os.path.getsize(path), flush=True)


def sets():
    return ["all"]


def torch_env():
    import torch, torchvision, PIL
    torch.set_num_threads(1)
    return {"torch": torch.__version__, "torchvision": torchvision.__version__, "numpy": np.__version__,
            "pillow": PIL.__version__, "blas": "Debian reference libblas3 3.11 (+ oneDNN 2.6.3 for convolutions)", "threads": 1}

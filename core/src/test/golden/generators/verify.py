"""Reads the finished files back and checks them with numpy only (no torch): formulas, resnet18 forward,
trajectory (b) with Adam by hand, full arrays, BatchNorm statistics."""
import json, math, os, struct, sys, zlib
import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MASK = (1 << 64) - 1


def sm(x):                                        # written again from README.md, scalar
    z = (x + 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def us(start, n):                                 # the same, vectorised
    z = (np.arange(n, dtype=np.uint64) + np.uint64(start)) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) / 2 ** 24


def weight(name, shape):
    n = int(np.prod(shape)) if shape else 1
    u = us(zlib.crc32(name.encode()) << 32, n)
    if name.endswith(".running_var") or (name.endswith("weight") and len(shape) == 1):
        v = 0.5 + u
    elif name.endswith("weight") and len(shape) >= 2:
        v = (u - 0.5) * 2 * math.sqrt(3 / (n / shape[0]))
    else:
        v = (u - 0.5) * 0.2
    return v.astype(np.float32).reshape(shape)


def inp(shape, off):
    return (us(off, int(np.prod(shape))) * 2 - 1).astype(np.float32).reshape(shape)


def load(w, f):
    with open(os.path.join(ROOT, f)) as h:
        return json.load(h)


def conv(x, w, stride, pad):
    n, c, h, wd = x.shape
    o, _, k, _ = w.shape
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    s = x.strides
    oh, ow = (h + 2 * pad - k) // stride + 1, (wd + 2 * pad - k) // stride + 1
    v = np.lib.stride_tricks.as_strided(x, (n, oh, ow, c, k, k), (s[0], s[2] * stride, s[3] * stride, s[1], s[2], s[3]))
    return (v.reshape(n * oh * ow, c * k * k) @ w.reshape(o, -1).T).reshape(n, oh, ow, o).transpose(0, 3, 1, 2)


class Net:
    def __init__(self, train=False):
        self.train, self.stat = train, {}

    def W(self, n, s):
        return weight(n, s).astype(np.float64)

    def bn(self, x, p):
        c = x.shape[1]
        g, b, m, v = (self.W(p + k, (c,)) for k in (".weight", ".bias", ".running_mean", ".running_var"))
        if self.train:
            cnt = x.size // c
            bm, bv = x.mean((0, 2, 3)), x.var((0, 2, 3))
            self.stat[p + ".running_mean"] = 0.9 * m + 0.1 * bm
            self.stat[p + ".running_var"] = 0.9 * v + 0.1 * bv * cnt / (cnt - 1)
            m, v = bm, bv
        r = lambda t: t.reshape(1, -1, 1, 1)
        return (x - r(m)) / np.sqrt(r(v) + 1e-5) * r(g) + r(b)

    def forward(self, x):
        o = {}
        x = conv(x.astype(np.float64), self.W("conv1.weight", (64, 3, 7, 7)), 2, 3); o["conv1"] = x
        x = np.maximum(self.bn(x, "bn1"), 0); o["bn1_relu"] = x
        p = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=-np.inf)
        oh, ow = (x.shape[2] + 2 - 3) // 2 + 1, (x.shape[3] + 2 - 3) // 2 + 1
        x = np.max([p[:, :, i:i + 2 * oh - 1:2, j:j + 2 * ow - 1:2] for i in range(3) for j in range(3)], axis=0); o["maxpool"] = x
        cin = 64
        for li, (c, st) in enumerate(((64, 1), (128, 2), (256, 2), (512, 2)), 1):
            for b in (0, 1):
                n, s = "layer%d.%d" % (li, b), st if b == 0 else 1
                y = np.maximum(self.bn(conv(x, self.W(n + ".conv1.weight", (c, cin, 3, 3)), s, 1), n + ".bn1"), 0)
                y = self.bn(conv(y, self.W(n + ".conv2.weight", (c, c, 3, 3)), 1, 1), n + ".bn2")
                if b == 0 and (s != 1 or cin != c):
                    x = self.bn(conv(x, self.W(n + ".downsample.0.weight", (c, cin, 1, 1)), s, 0), n + ".downsample.1")
                x = np.maximum(x + y, 0)
                cin = c
            o["layer%d" % li] = x
        o["avgpool"] = x.mean((2, 3), keepdims=True)
        o["features"] = x.mean((2, 3))
        return o


def close(a, b, tol, what):
    d = float(np.abs(np.asarray(a, float) - np.asarray(b, float)).max())
    assert d <= tol, (what, d, tol)
    return d


def main(w):
    # vectors
    v = load(w, "vectors.json")
    for r in v["splitmix64"]:
        assert "0x%016x" % sm(int(r["x"])) == r["hex"]
    for r in v["weights"]:
        a = weight(r["name"], tuple(r["shape"]))
        assert "%08x" % zlib.crc32(a.tobytes()) == r["crc32_f32le"], r["name"]
    for r in v["inputs"]:
        assert "%08x" % zlib.crc32(inp(tuple(r["shape"]), r["offset"]).tobytes()) == r["crc32_f32le"]
    # weights of the models: every entry up to 3 million values
    checked = 0
    models = load(w, "models.json")["models"]
    for m in models:
        e = load(w, m["entries_file"])
        assert len(e["entries"]) == m["state_dict_entries"]
        assert sum(int(np.prod(r[2])) for r in e["entries"] if r[3]) == m["total_parameters"]
        for name, dt, shape, par, s, crc in e["entries"]:
            if dt == "float32" and np.prod(shape) <= 3e6:
                a = weight(name, tuple(shape))
                assert "%08x" % zlib.crc32(a.tobytes()) == crc, (m["name"], name)
                checked += 1
    print(w, "weight entries checked:", checked)
    # resnet18 forward in numpy float64
    for c in load(w, "features_resnet18.json")["cases"]:
        x = inp(tuple(c["input_shape"]), c["input_offset"])
        o = Net().forward(x)
        o["logits"] = o["features"] @ weight("fc.weight", (1000, 512)).astype(float).T + weight("fc.bias", (1000,))
        for a in c["eval_activations"]:
            y = o[a["name"]]
            assert list(y.shape) == a["shape"]
            d = close(y.ravel()[:16], a["first16"], a["tolerance_abs"], a["name"])
            close(y.ravel()[a["strided_indices"]], a["strided_values"], a["tolerance_abs"], a["name"])
            assert abs(l2(y) / a["l2_float64"] - 1) < 1e-12 and abs(y.sum() - a["sum_float64"]) < 1e-9 * l2(y) * math.sqrt(y.size), (a["name"], y.sum(), a["sum_float64"])
            print(w, c["id"], a["name"], "numpy float64 against torch float32: %.1e; l2 against torch float64: %.1e" % (d, abs(l2(y) / a["l2_float64"] - 1)))
        t = Net(train=True)
        t.forward(x)
        for r in c["train_mode_one_forward"]["running_statistics"]:
            close(t.stat[r["name"]][:8], r["first8_float64"], 1e-12, r["name"])
    r = next(m for m in models if m["name"] == "resnet18")
    o = Net().forward(inp((2, 3, 64, 64), 12345))
    z = o["features"] @ weight("fc.weight", (1000, 512)).astype(float).T + weight("fc.bias", (1000,))
    print("resnet18 logits, numpy against torch float64:", close(z[0, :8], r["logits_float64"]["row0_first8"], 1e-11, "logits"), close(z[1, :8], r["logits_float64"]["row1_first8"], 1e-11, "logits"))
    # trajectory (b): fixed features, Adam by hand
    tr = next(t for t in load(w, "train_resnet18.json")["trajectories"] if t["id"] == "b")
    W, b = weight("fc.weight", (10, 512)).astype(float), weight("fc.bias", (10,)).astype(float)
    P, mo, ve, losses = [W, b], [0, 0], [0, 0], []
    for s in range(10):
        f = Net().forward(inp((8, 3, 64, 64), 12345 + s * 98304))["features"]
        y = [(s * 3 + j * 7) % 10 for j in range(8)]
        z = f @ P[0].T + P[1]
        z = z - z.max(1, keepdims=True)
        lp = z - np.log(np.exp(z).sum(1, keepdims=True))
        losses.append(float(-lp[np.arange(8), y].mean()))
        g = np.exp(lp)
        g[np.arange(8), y] -= 1
        g /= 8
        for k, gr in enumerate((g.T @ f, g.sum(0))):
            mo[k] = 0.9 * mo[k] + 0.1 * gr
            ve[k] = 0.999 * ve[k] + 0.001 * gr * gr
            P[k] = P[k] - 1e-3 / (1 - 0.9 ** (s + 1)) * mo[k] / (np.sqrt(ve[k]) / math.sqrt(1 - 0.999 ** (s + 1)) + 1e-8)
    print("trajectory b, numpy against torch float64:", close(losses, tr["float64"]["losses"], 1e-11, "b"))
    assert abs(l2(P[0]) / tr["float64"]["final_l2"]["fc.weight"] - 1) < 1e-12
    # transforms: full arrays against their crc
    t = load(w, "transforms.json")
    full = 0
    for im in t["images"]:
        n = im["width"] * im["height"] * 3
        px = np.array([sm(i + 777) >> 56 for i in range(n)], dtype=np.uint8) if n < 20000 else None
        for r in im["results"]:
            if "full_array" in r:
                raw = open(os.path.join(ROOT, r["full_array"]), "rb").read()
                assert "%08x" % zlib.crc32(raw) == r["crc32"]
                a = np.frombuffer(raw, "<u1" if r["dtype"] == "uint8" else "<f4")
                assert a.size == np.prod(r["shape"])
                assert [float(a[i]) for i in r["sample_indices"]] == [float(q) for q in r["sample_values"]]
                full += 1
            if px is not None and r["name"] == "source":
                assert "%08x" % zlib.crc32(px.tobytes()) == r["crc32"]
            if px is not None and r["name"] == "hflip":
                q = px.reshape(im["height"], im["width"], 3)[:, ::-1]
                assert "%08x" % zlib.crc32(np.ascontiguousarray(q).tobytes()) == r["crc32"]
            if px is not None and r["name"] == "totensor_normalize_imagenet":
                q = (px.reshape(im["height"], im["width"], 3).transpose(2, 0, 1).astype(np.float32) / np.float32(255))
                q = (q - np.float32([0.485, 0.456, 0.406]).reshape(3, 1, 1)) / np.float32([0.229, 0.224, 0.225]).reshape(3, 1, 1)
                assert "%08x" % zlib.crc32(np.ascontiguousarray(q).tobytes()) == r["crc32"], "normalize"
    print(w, "full arrays checked:", full)


def l2(a):
    return float(np.sqrt((np.asarray(a, float) ** 2).sum()))


if __name__ == "__main__":
    main("all")
    print("ok")

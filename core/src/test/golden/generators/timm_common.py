"""Shared by gen_timm_*.py: which timm is used, on which BLAS, and what timm's default configuration of a model says.
timm itself is not part of this folder: --timm names a folder that holds the package (a checkout, or `git archive` unpacked)."""
from golden_common import *
import argparse, zlib

CFG_FIELDS = ("input_size", "test_input_size", "fixed_input_size", "interpolation", "crop_pct", "test_crop_pct", "crop_mode", "mean", "std",
              "num_classes", "pool_size", "first_conv", "classifier", "license", "hf_hub_id", "tag")


def arguments(what, **more):
    p = argparse.ArgumentParser(description=what)
    p.add_argument("--timm", required=True, help="folder that holds the package timm")
    p.add_argument("--timm-commit", default="", help="written into the files")
    p.add_argument("--cases", default=os.path.join(HERE, "cases_timm.json"))
    p.add_argument("--out", default=os.path.join(ROOT, "timm"))
    p.add_argument("--only", nargs="*", help="names of the case list; the others keep their present numbers")
    p.add_argument("--other-blas", default="", help="folder of another libblas.so.3; float32 logits with it become one more noise figure")
    for k, v in more.items():
        p.add_argument("--" + k.replace("_", "-"), **v)
    a = p.parse_args()
    a.timm = os.path.abspath(a.timm)
    sys.path.insert(0, a.timm)
    import timm
    assert os.path.realpath(timm.__file__).startswith(os.path.realpath(a.timm)), "another timm came first: " + timm.__file__
    return a


def cases(a, key):
    with open(a.cases) as f:
        return json.load(f)[key]


def folder(a, sub=""):
    d = os.path.join(a.out, sub)
    os.makedirs(d, exist_ok=True)
    return d


def load(path, default=None):
    if not os.path.exists(path):
        return default
    with open(path) as f:
        return json.load(f)


def blas_in_use():
    import torch
    torch.ones(64, 64) @ torch.ones(64, 64)
    with open("/proc/self/maps") as f:
        libs = {os.path.basename(os.path.realpath(line.split()[-1])) for line in f if "blas" in line and ".so" in line}
    return ", ".join(sorted(libs))


def sources_crc32(root):
    """One number for the exact timm: crc32 over 'path NUL bytes' of every .py file of the package, paths sorted."""
    c, n = 0, 0
    paths = sorted(os.path.relpath(os.path.join(d, f), root) for d, _, fs in os.walk(os.path.join(root, "timm")) for f in fs if f.endswith(".py"))
    for p in paths:
        with open(os.path.join(root, p), "rb") as f:
            c = zlib.crc32(p.encode() + b"\0" + f.read(), c)
        n += 1
    return "%08x over %d files" % (c & 0xFFFFFFFF, n)


def environment(a):
    import torch, torchvision, PIL, timm
    torch.set_num_threads(1)
    return {"timm": timm.__version__, "timm_commit": a.timm_commit, "timm_sources_crc32": sources_crc32(a.timm), "torch": torch.__version__,
            "torchvision": torchvision.__version__, "numpy": np.__version__, "pillow": PIL.__version__, "blas": blas_in_use(), "threads": 1}


def plain(v):
    return list(v) if isinstance(v, tuple) else v


def cfg_block(cfg):
    d = cfg if isinstance(cfg, dict) else cfg.to_dict()
    return {k: plain(d.get(k)) for k in CFG_FIELDS}


def cfg_of_model(model):
    """timm's configuration of the default weights, and the fields in which other tags of the same architecture differ."""
    import timm.models._registry as R
    from timm.data import resolve_data_config
    own = R.get_pretrained_cfg(model)
    first = cfg_block(own)
    others = []
    for name in R._model_with_tags[model.split(".")[0]]:
        c = cfg_block(R.get_pretrained_cfg(name))
        if c["tag"] != first["tag"]:
            others.append({"tag": c["tag"], "differs": json.dumps({k: v for k, v in c.items() if v != first[k] and k != "tag"})})
    d = own.to_dict()
    return {**first, "other_tags": {o["tag"]: json.loads(o["differs"]) for o in others},
            "resolved_data_config": {k: plain(v) for k, v in resolve_data_config({}, pretrained_cfg=d).items()},
            "resolved_data_config_test_size": {k: plain(v) for k, v in resolve_data_config({}, pretrained_cfg=d, use_test_size=True).items()}}


def one_line(o):
    """JSON; whatever has a short text stays on one line."""
    def fmt(v, level):
        s = json.dumps(v)
        deep = isinstance(v, dict) or isinstance(v, list) and any(isinstance(w, dict) for w in v)
        if len(s) <= (200 if deep else 400) or not v or not isinstance(v, (dict, list)):
            return s
        pad, end = " " * (level + 1), " " * level
        if isinstance(v, dict):
            return "{\n" + ",\n".join(pad + json.dumps(str(k)) + ": " + fmt(w, level + 1) for k, w in v.items()) + "\n" + end + "}"
        if all(not isinstance(w, (dict, list)) for w in v):
            return s
        return "[\n" + ",\n".join(pad + fmt(w, level + 1) for w in v) + "\n" + end + "]"
    return fmt(o, 0) + "\n"


def write(obj, path):
    text = one_line(obj)
    with open(path + ".part", "w") as f:
        f.write(text)
    os.replace(path + ".part", path)
    print("wrote", path, len(text), flush=True)

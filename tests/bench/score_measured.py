#!/usr/bin/env python3
"""Score predictions against published measurements (standard library only).

  score_measured.py MEASURED.csv PREDICTIONS.jsonl [--kind KIND] [--exclude EXCLUDE.csv]
                    [--by-engine] [--worst N] [--json]
  score_measured.py --inputs MEASURED.csv > inputs.csv      the rows without their answers, for the predictor
  score_measured.py --self-test

KIND is the file's stem unless given: inference_fit, training_mem, inference_speed, training_speed,
training_hours, nonllm.  One JSON line per CSV data row (`row` = 0-based index of the data row):

  {"row": 7, "skipped": "why"}                                     no prediction (a missing line is the same)
  {"row": 7, "low_gib": 9, "expected_gib": 10, "high_gib": 12, "fits": true}   inference_fit, training_mem
  {"row": 7, "low": 40, "expected": 50, "high": 60}                the speed files, training_hours
  nonllm: the *_gib keys for mem_gib and/or low/expected/high for `speed`, in the row's own speed_unit

GiB are per GPU (a row with only `mem_sum_gib` is compared with sum / gpu_count). Speeds are in the row's own
`scope` (total or per_gpu); training_speed is tokens_per_s_per_gpu; training_hours is GPU-hours.
low and high may be left out (no interval). EXCLUDE.csv has columns file,row[,reason].

What is scored
  * rows whose note says SUSPECT, and rows in EXCLUDE.csv, never count;
  * PREALLOCATES: no memory truth, still a fit truth; fit truth needs a named GPU;
  * mem_unit GB_unknown: the truth is anywhere in [printed/1.0737, printed]; the nearest point is used;
  * training_hours needs a token count.
Near-duplicates: a group is (sub-kind, source, model, GPU class). Errors, biases and widths are the median within
each group and then over groups; shares (within x %, in interval, accuracy) are the mean within and then over
groups; the false-fit and false-oom rates average over the groups that hold such rows.
coverage = predicted / scorable rows. false-fit = predicted fits | truth oom; false-oom = the reverse.
A speed that is 0 or a missing/negative number counts as not predicted.
"""

import argparse, csv, json, re, sys
from collections import defaultdict
from pathlib import Path
from statistics import mean, median

GB_SLACK = 1.073741824  # "GB" of unknown divisor: the true GiB may be this factor lower
MEM, SPEED, FIT = "memory", "speed", "fit"
ANSWERS = (
    "outcome measured_mem_gib mem_sum_gib mem_printed peak_mem_gib mem_gib tokens_per_s tokens_per_s_per_gpu tokens_per_s_total "
    "tflops_per_gpu mfu hfu derived gpu_hours mfu_or_tflops speed note"
).split()  # notes quote measured numbers too
FILES = {  # kind -> [(measure, truth column)]
    "inference_fit": [(MEM, "measured_mem_gib"), (FIT, "outcome")],
    "training_mem": [(MEM, "peak_mem_gib"), (FIT, "outcome")],
    "inference_speed": [(SPEED, "tokens_per_s")],
    "training_speed": [(SPEED, "tokens_per_s_per_gpu")],
    "training_hours": [(SPEED, "gpu_hours")],
    "nonllm": [(MEM, "mem_gib"), (SPEED, "speed")],
}


def num(x):
    try:
        v = float(x)
    except (TypeError, ValueError):
        return None
    return v if v == v and abs(v) != float("inf") else None


def gpu_class(name):
    """'A100 SXM 80GB' -> 'A100 80GB': form factor and vendor prefixes do not make a new group."""
    s = re.sub(
        r"\b(SXM\d?|PCIe( Gen\d)?|NVL|HBM\d?e?|\(.*?\)|NVIDIA|LambdaCloud|Dell\w*|Lambda|\d+x)\b|\(.*?\)",
        " ",
        name or "",
    )
    return " ".join(s.split()) or "?"


def bits(quant):
    q = quant.lower()
    if "fp32" in q or q.startswith("32"):
        return "32-bit"
    if re.search(r"fp8|int8|8bit|8-bit|q8", q) and "int8 kv" not in q:
        return "8-bit"
    if re.search(r"bf16|fp16|f16|float16|^16", q):
        return "16-bit"
    return "4-bit or less"


def method(m):
    m = m.lower()
    if m.startswith("full"):
        return "full pre-training" if "pretrain" in m else "full"
    return m.split()[0] if m.split()[0] in ("lora", "qlora") else "other PEFT"


def sub_kind(kind, r):
    if kind == "inference_fit":
        return bits(r["quant"])
    if kind in ("training_mem", "training_speed"):
        return method(r["method"])
    if kind == "inference_speed":
        return (
            ("decode batch 1" if num(r["batch"]) == 1 else "decode batched")
            if r["phase"] == "decode"
            else "prefill"
            if r["phase"] == "prefill"
            else "total (prompt+output)"
        )
    return r["kind"] if kind == "nonllm" else "all"


def truth(measure, column, r, kind):
    """(lowest, highest) acceptable truth, or True/False for fit, or None when the row has no such truth."""
    note = r.get("note", "") + r.get("derived", "")
    if "SUSPECT" in note:
        return None
    if measure == FIT:
        return (r[column] == "fits") if r["gpu"] and r[column] in ("fits", "oom") else None
    if measure == MEM and "PREALLOCATES" in note or kind == "training_hours" and not num(r["tokens_b"]):
        return None
    v, n = num(r[column]), num(r.get("gpu_count"))
    if v is None and measure == MEM and num(r.get("mem_sum_gib")) and n:
        v = num(r["mem_sum_gib"]) / n
    if not v or v <= 0:
        return None
    return (v / GB_SLACK, v) if measure == MEM and r.get("mem_unit") == "GB_unknown" else (v, v)


def predicted(measure, p):
    if not p or "skipped" in p:
        return None
    if measure == FIT:
        return p["fits"] if isinstance(p.get("fits"), bool) else None
    s = "_gib" if measure == MEM else ""
    e, lo, hi = (num(p.get(k + s)) for k in ("expected", "low", "high"))
    return (lo, e, hi) if e and e > 0 else None


def judge(measure, t, p):
    """One row's figures."""
    if measure == FIT:
        return {"right": t == p, "truth": t}
    lo, e, hi = p
    ref = min(max(e, t[0]), t[1])  # nearest acceptable truth
    out = {"err": (e - ref) / ref}
    if lo is not None and hi is not None:
        out["inside"] = lo <= t[1] and hi >= t[0]
        out["width"] = hi / lo if lo > 0 else float("inf")
    return out


def over_groups(groups, key, how, keep=lambda j: True):
    """how() within each group, then how() over groups; None when nothing has the key."""
    vals = [
        how([j[key] for j in g if key in j and keep(j)])
        for g in groups
        if any(key in j and keep(j) for j in g)
    ]
    return how(vals) if vals else None


def summarise(measure, groups, n_scorable, n_slack):
    n = sum(map(len, groups))
    out = {
        "measure": measure,
        "scorable": n_scorable,
        "predicted": n,
        "coverage": n / n_scorable if n_scorable else None,
        "groups": len(groups),
    }
    if measure == FIT:
        f = lambda keep: over_groups(groups, "wrong", mean, keep)
        for g in groups:
            for j in g:
                j["wrong"] = not j["right"]
        out |= {
            "fits_rows": sum(j["truth"] for g in groups for j in g),
            "oom_rows": sum(not j["truth"] for g in groups for j in g),
            "accuracy": over_groups(groups, "right", mean),
            "false_fit": f(lambda j: not j["truth"]),
            "false_oom": f(lambda j: j["truth"]),
        }
        return out
    for g in groups:
        for j in g:
            j |= {"abs": abs(j["err"]), "in10": abs(j["err"]) <= 0.10, "in25": abs(j["err"]) <= 0.25}
    out |= {
        "median_abs_err": over_groups(groups, "abs", median),
        "within_10": over_groups(groups, "in10", mean),
        "within_25": over_groups(groups, "in25", mean),
        "bias": over_groups(groups, "err", median),
        "interval_coverage": over_groups(groups, "inside", mean),
        "interval_width": over_groups(groups, "width", median),
        "slack_rows": n_slack,
    }
    return out


def score(kind, rows, preds, exclude=(), by_engine=False):
    """rows: list of dicts (the CSV); preds: {row: dict}. Returns (summaries, group details)."""
    results, details = [], []
    for measure, column in FILES[kind]:
        buckets = defaultdict(
            lambda: [0, 0, defaultdict(list)]
        )  # sub -> [scorable, slack rows, {group: figures}]
        for i, r in enumerate(rows):
            t = None if i in exclude else truth(measure, column, r, kind)
            if t is None:
                continue
            p = predicted(measure, preds.get(i))
            sub = sub_kind(kind, r)
            names = ["ALL", sub] + ([f"{sub} | {r.get('engine', '')[:40]}"] if by_engine else [])
            key = (sub, r["source"], r["model"], gpu_class(r["gpu"]))
            for name in names:
                b = buckets[name]
                b[0] += 1
                if p is not None:
                    b[1] += isinstance(t, tuple) and t[0] != t[1]
                    b[2][key].append(judge(measure, t, p) | {"row": i})
        for name in sorted(buckets, key=lambda s: (s != "ALL", s)):
            n, slack, g = buckets[name]
            results.append({"file": kind, "sub_kind": name} | summarise(measure, list(g.values()), n, slack))
        if "ALL" in buckets and measure != FIT:
            for key, g in buckets["ALL"][2].items():
                details.append(
                    {
                        "measure": measure,
                        "group": " / ".join(key),
                        "rows": len(g),
                        "first_row": g[0]["row"],
                        "median_abs_err": median(j["abs"] for j in g),
                        "bias": median(j["err"] for j in g),
                    }
                )
    return results, details


def inputs(rows):
    """The rows with every column that holds or quotes an answer left out."""
    return [{k: v for k, v in r.items() if k not in ANSWERS} for r in rows]


def table(results):
    pc = lambda v, sign="": "-" if v is None else f"{v * 100:{sign}.0f}%"
    head = [
        "sub-kind",
        "measure",
        "rows",
        "groups",
        "cover",
        "med|err|",
        "<=10%",
        "<=25%",
        "bias",
        "in range",
        "hi/lo",
        "fit acc",
        "false-fit",
        "false-oom",
        "oom rows",
    ]
    body = []
    for r in results:
        g, w = r.get, r.get("interval_width")
        err = g("median_abs_err")
        body.append(
            [
                r["sub_kind"],
                r["measure"],
                str(r["scorable"]),
                str(r["groups"]),
                pc(r["coverage"]),
                "-" if err is None else f"{err * 100:.1f}%",
                pc(g("within_10")),
                pc(g("within_25")),
                pc(g("bias"), "+"),
                pc(g("interval_coverage")),
                "-" if w is None else f"{w:.2f}",
                pc(g("accuracy")),
                pc(g("false_fit")),
                pc(g("false_oom")),
                str(g("oom_rows", "-")),
            ]
        )
    widths = [max(len(x[i]) for x in [head] + body) for i in range(len(head))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths)).rstrip() for row in [head] + body)


def read_predictions(lines):
    preds = {}
    for n, line in enumerate(lines, 1):
        if line.strip():
            p = json.loads(line)
            if not isinstance(p.get("row"), int) or p["row"] in preds:
                raise SystemExit(f"predictions line {n}: `row` missing or repeated")
            preds[p["row"]] = p
    return preds


def self_test():
    base = dict(source="s", gpu_count="1", quant="bf16", note="", mem_unit="GiB", mem_sum_gib="")
    mk = lambda **k: base | k
    rows = [
        mk(model="a", gpu="A100 SXM 80GB", measured_mem_gib="10", outcome="fits"),
        mk(model="a", gpu="A100 PCIe 80GB", measured_mem_gib="10", outcome="fits"),  # same group as row 0
        mk(model="b", gpu="A100 80GB", measured_mem_gib="20", outcome="fits", mem_unit="GB_unknown"),
        mk(model="c", gpu="RTX 4090 24GB", measured_mem_gib="", outcome="oom"),
        mk(model="d", gpu="RTX 4090 24GB", measured_mem_gib="9", outcome="fits", note="SUSPECT: x"),
        mk(model="e", gpu="RTX 4090 24GB", measured_mem_gib="22", outcome="fits", note="PREALLOCATES"),
        mk(
            model="f",
            gpu="RTX 4090 24GB",
            gpu_count="2",
            measured_mem_gib="",
            mem_sum_gib="20",
            outcome="fits",
        ),
    ]
    P = lambda i, e, fits, lo=None, hi=None: (
        {"row": i, "expected_gib": e, "fits": fits} | ({} if lo is None else {"low_gib": lo, "high_gib": hi})
    )
    preds = {
        0: P(0, 11, True, 10, 12),
        1: P(1, 13, True, 12, 15),
        2: P(2, 19, True, 18, 20),
        3: P(3, 20, True),
        4: P(4, 1, False),
        5: P(5, 5, False),
        6: {"row": 6, "skipped": "no"},
    }
    res, det = score("inference_fit", rows, preds)
    near = lambda a, b: abs(a - b) < 1e-9
    m = next(r for r in res if r["sub_kind"] == "ALL" and r["measure"] == MEM)
    f = next(r for r in res if r["sub_kind"] == "ALL" and r["measure"] == FIT)
    assert gpu_class("A100 SXM 80GB") == gpu_class("A100 PCIe 80GB") == "A100 80GB" and gpu_class("") == "?"
    assert (m["scorable"], m["predicted"], m["groups"], m["slack_rows"]) == (4, 3, 2, 1), m
    assert near(m["coverage"], 0.75)
    # group a: errors .1 and .3 -> .2; group b: 19 lies in [18.63, 20] -> 0; median over groups .1
    assert near(m["median_abs_err"], 0.1) and near(m["bias"], 0.1), m
    assert near(m["within_10"], 0.75) and near(m["within_25"], 0.75)  # a: 1 of 2, b: 1
    assert near(m["interval_coverage"], 0.75)  # a: 1 of 2 (12..15 misses 10), b: 1
    assert near(m["interval_width"], (median([1.2, 1.25]) + 20 / 18) / 2)
    assert (f["scorable"], f["predicted"], f["oom_rows"], f["fits_rows"]) == (6, 5, 1, 4), f
    assert (
        near(f["accuracy"], (1 + 1 + 0 + 0) / 4) and near(f["false_fit"], 1) and near(f["false_oom"], 1 / 3)
    ), f
    assert len(det) == 2
    res, _ = score("inference_fit", rows, preds, exclude={0, 1})
    assert next(r for r in res if r["measure"] == MEM)["scorable"] == 2
    sp = [
        dict(
            source="s",
            model="a",
            gpu="X",
            gpu_count="1",
            batch="1",
            phase="decode",
            tokens_per_s="50",
            note="",
        ),
        dict(
            source="s",
            model="a",
            gpu="X",
            gpu_count="1",
            batch="8",
            phase="decode",
            tokens_per_s="100",
            note="",
        ),
    ]
    res, _ = score(
        "inference_speed",
        sp,
        {0: {"row": 0, "low": 60, "expected": 75, "high": 90}, 1: {"row": 1, "expected": 0}},
    )
    s = {r["sub_kind"]: r for r in res}
    assert near(s["decode batch 1"]["bias"], 0.5) and s["decode batch 1"]["interval_coverage"] == 0
    assert (
        s["decode batched"]["predicted"] == 0
        and s["decode batched"]["median_abs_err"] is None
        and near(s["ALL"]["coverage"], 0.5)
    )
    assert (
        bits("FP8 weights+FP8 KV") == "8-bit"
        and bits("bf16 + int8 KV cache") == "16-bit"
        and bits("GPTQ-Int4") == "4-bit or less"
    )
    assert (
        method("full (SFT)") == "full"
        and method("lora (+embedding)") == "lora"
        and method("ia3") == "other PEFT"
    )
    assert read_predictions(['{"row": 0}', ""]) == {0: {"row": 0}}
    table(res)
    assert set(inputs(rows)[0]) == {"source", "gpu_count", "quant", "mem_unit", "model", "gpu"}
    print("self-test passed")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("measured", nargs="?"), ap.add_argument("predictions", nargs="?")
    ap.add_argument("--kind", choices=FILES), ap.add_argument("--exclude")
    ap.add_argument("--by-engine", action="store_true"), ap.add_argument("--worst", type=int, default=0)
    ap.add_argument("--json", action="store_true"), ap.add_argument("--self-test", action="store_true")
    ap.add_argument("--inputs", action="store_true")
    a = ap.parse_args()
    if a.self_test:
        return self_test()
    if a.inputs and a.measured:
        rows = inputs(csv.DictReader(open(a.measured, newline="", encoding="utf-8")))
        out = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
        out.writeheader()
        return out.writerows(rows)
    if not a.predictions:
        ap.error("MEASURED.csv and PREDICTIONS.jsonl are needed")
    kind = a.kind or Path(a.measured).stem
    if kind not in FILES:
        ap.error(f"cannot tell the kind from {a.measured}; give --kind")
    rows = list(csv.DictReader(open(a.measured, newline="", encoding="utf-8")))
    preds = read_predictions(open(a.predictions, encoding="utf-8"))
    if any(not 0 <= i < len(rows) for i in preds):
        raise SystemExit("predictions: a `row` is outside the CSV")
    exclude = set()
    if a.exclude:
        exclude = {
            int(r["row"])
            for r in csv.DictReader(open(a.exclude, newline="", encoding="utf-8"))
            if r["file"] == kind
        }
    results, details = score(kind, rows, preds, exclude, a.by_engine)
    details.sort(key=lambda d: -d["median_abs_err"])
    if a.json:
        json.dump(
            {"file": kind, "results": results, "worst_groups": details[: a.worst or None]},
            sys.stdout,
            indent=1,
        )
        return print()
    print(f"{kind}: {len(rows)} rows, {len(preds)} prediction lines\n" + table(results))
    for d in details[: a.worst]:
        print(
            f"  {d['median_abs_err'] * 100:6.0f}%  bias {d['bias'] * 100:+5.0f}%  rows {d['rows']:3d} (first {d['first_row']})  {d['measure']}: {d['group']}"
        )


if __name__ == "__main__":
    main()

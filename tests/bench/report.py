"""From samples to medians, ratios, the table, and whether the targets are met. No I/O here.

`samples` is a list of {"round", "row", "system", "values": {key: number}}; failed samples have "error" instead of
"values". A ratio of two systems is the median of the ratios of the pairs measured in the same round, so that slow drift
of the machine cancels out.
"""

from dataclasses import dataclass
from statistics import median
from typing import Optional


@dataclass
class Target:
    """`metric` of `subject`, as a ratio to `peer` or, without one, as it is, must be at least/most/below `limit`."""

    subject: str
    row: str
    metric: str
    peer: Optional[str]
    relation: str  # ">=", "<=" or "<"
    limit: float
    text: str

    def holds(self, value):
        return {">=": value >= self.limit, "<=": value <= self.limit, "<": value < self.limit}[self.relation]


TARGETS = [
    *(Target("culvert", row, "gbit_per_s", peer, ">=", limit, f"bulk {row[:-1]}, one connection, of {name}")
      for row in ("down1", "up1")
      for peer, limit, name in (("ssh", 1.0, "OpenSSH"), ("ss", 1.6, "shadowsocks-libev"))),
    *(Target("culvert", row, "client_cpu_s_per_gb", "ssh", "<", 1.0, f"client's CPU per GB {row[:-1]}, of OpenSSH")
      for row in ("down1", "up1")),
    Target("culvert", "rate1", "per_s", "ss", ">=", 1.0, "new connections, one at a time, of shadowsocks-libev"),
    Target("culvert", "rate32", "per_s", "ss", ">=", 1.3, "new connections, 32 at a time, of shadowsocks-libev"),
    Target("culvert", "ping", "p50_us", "ss", "<=", 1.2, "idle ping p50, of shadowsocks-libev"),
    Target("culvert-h3", "down1", "gbit_per_s", None, ">=", 1.4, "Gbit/s over HTTP/3, bulk down, one connection"),
    *(Target("culvert-h3", row, "gbit_per_s", "quic", ">=", 0.9, f"bulk {row[:-1]} over HTTP/3, of QUIC alone")
      for row in ("down1", "up1")),
    *(target for name, version in (("culvert", "HTTP/2"), ("culvert-h3", "HTTP/3")) for target in (
        Target(name, "ping-bulk", "p50_us", None, "<", 1000.0, f"us, ping p50 beside bulk over {version}"),
        Target(name, "ping-bulk", "bulk_share", None, ">=", 0.9, f"of bulk alone, beside pings, over {version}"))),
    Target("culvert", "memory", "client_rss_growth_mib", None, "<=", 3.0, "MiB of the client for the idle tunnels"),
]


def values_by_round(samples, row, system, key):
    return {sample["round"]: sample["values"][key] for sample in samples
            if sample["row"] == row and sample["system"] == system and key in sample.get("values", {})}


def middle(samples, row, system, key):
    values = values_by_round(samples, row, system, key)
    return median(values.values()) if values else None


def ratio(samples, row, key, subject, peer):
    """Median of the ratios within each round; None without a pair."""
    ours, theirs = values_by_round(samples, row, subject, key), values_by_round(samples, row, peer, key)
    pairs = [ours[number] / theirs[number] for number in ours if theirs.get(number)]
    return median(pairs) if pairs else None


def comparisons(systems):
    """(subject, peer) pairs: culvert with the other programs, its other versions with it, HTTP/3 also with QUIC alone;
    without culvert the first with the others."""
    if "culvert" not in systems:
        subjects = [name for name in systems if name.startswith("culvert")] or systems[:1]
        return [(subject, peer) for subject in subjects for peer in systems if peer not in subjects]
    pairs = []
    for name in systems:
        if name == "quic":
            pairs += [("culvert-h3", name)] if "culvert-h3" in systems else []
        elif name.startswith("culvert-"):
            pairs.append((name, "culvert"))
        elif name != "culvert":
            pairs.append(("culvert", name))
    return pairs


def summarize(samples, systems, rows):
    """[{row, metric, unit, medians: {system: value}, ratios: {"subject/peer": value}}]"""
    return [{
        "row": row.name, "metric": metric.key, "unit": metric.unit,
        "medians": {name: middle(samples, row.name, name, metric.key) for name in systems},
        "ratios": {f"{subject}/{peer}": ratio(samples, row.name, metric.key, subject, peer)
                   for subject, peer in comparisons(systems)},
    } for row in rows for metric in row.metrics]


def judge(samples, targets=None):
    """[{text, value, relation, limit, met}]; met is None when it was not measured."""
    verdicts = []
    for target in TARGETS if targets is None else targets:
        if target.peer:
            value = ratio(samples, target.row, target.metric, target.subject, target.peer)
        else:
            value = middle(samples, target.row, target.subject, target.metric)
        verdicts.append({
            "system": target.subject, "row": target.row, "text": target.text, "value": value,
            "relation": target.relation, "limit": target.limit, "met": None if value is None else target.holds(value)})
    return verdicts


def cell(value, digits, width):
    return ("-" if value is None else f"{value:,.{digits}f}").rjust(width)


def table(summary, systems, rows):
    """The lines of the table for people: medians by system, then ratios."""
    pairs = [f"{subject}/{peer}" for subject, peer in comparisons(systems)]
    widths = {name: max(10, len(name) + 2) for name in systems} | {pair: max(8, len(pair) + 2) for pair in pairs}
    lines = [" " * 40 + "".join(name.rjust(widths[name]) for name in [*systems, *pairs])]
    for row in rows:
        lines += ["", row.title]
        for metric in row.metrics:
            entry = next(one for one in summary if one["row"] == row.name and one["metric"] == metric.key)
            if all(value is None for value in entry["medians"].values()):
                continue
            lines.append(f"  {metric.label:<30} {metric.unit:<7}"
                         + "".join(cell(entry["medians"][name], metric.digits, widths[name]) for name in systems)
                         + "".join(cell(entry["ratios"][pair], 2, widths[pair]) for pair in pairs))
    return lines


def target_lines(verdicts):
    words = {True: "met", False: "NOT MET", None: "-"}
    return [f"  {words[one['met']]:<8} {one['text']:<55} {one['relation']:>2} {one['limit']:<4}"
            + (f" measured {one['value']:.2f}" if one["value"] is not None else " not measured") for one in verdicts]

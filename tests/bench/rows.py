"""The rows: what is measured, and how one sample of it is taken from one system that is running.

A sample is a flat dictionary of numbers. README.md explains the rows in words.
"""

import json
import os
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Callable

from processes import BenchError, cpu_seconds, hold_on, memory

PORTS_SECONDS = 1.2  # between two runs of a system that use up many ports; load_rate.cpp says why
TOLERATED = 5  # connections of a rate sample that may fail, for a system with an excuse
SETTLE_SECONDS = 0.4  # after tunnels were opened or closed, before memory is read


@dataclass
class Sizes:
    """How much each sample moves. All systems get the same."""

    bulk_bytes: int = 1_500_000_000  # in total, over all connections
    rate_seconds: float = 1.5
    rate_most: int = 12_000
    pings: int = 5_000
    ping_seconds: float = 3
    tunnels: int = 1_000
    many_tunnels: int = 10_000
    hold_seconds: float = 0  # how long idle tunnels rest before each of them proves that it is still alive


QUICK = Sizes(bulk_bytes=250_000_000, rate_seconds=0.4, rate_most=3_000, pings=500, ping_seconds=0.4,
              many_tunnels=2_000)


@dataclass
class Metric:
    key: str
    label: str
    unit: str
    digits: int = 2


@dataclass
class Row:
    """`take(system, sizes)` makes one sample; the metrics are what the table shows of it."""

    name: str
    title: str
    take: Callable
    metrics: list
    leaves_traces: bool = False  # the systems are started anew afterwards


def run_load(system, command, *options, seconds=90, cores=None):
    """Runs culvert-load against a system, on these cores if any are named; its JSON result."""
    arguments = [system.load, command, *system.route(), "--timeout", "60", *(str(option) for option in options)]
    try:
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=seconds, check=False,
                              stdin=subprocess.DEVNULL,
                              preexec_fn=(lambda: os.sched_setaffinity(0, cores)) if cores else None)
    except subprocess.TimeoutExpired:
        raise BenchError(f"culvert-load {command} did not end within {seconds} s") from None
    if done.returncode != 0:
        raise BenchError(done.stderr.strip() or f"culvert-load {command} ended with {done.returncode}")
    return json.loads(done.stdout)


def warm_up(system):
    """Proves that the tunnel works; afterwards one tunnel has been opened and closed."""
    if system.can("ping"):
        run_load(system, "ping", "--count", 20)


def cpu_now(system):
    return {side: cpu_seconds(process.pid) for side, process in system.processes().items() if process}


@contextmanager
def neighbours(system, apart):
    """Where one thing at a time goes through a chain of processes, chance decides whether the scheduler puts two
    neighbours on one core or on two, and that alone changes a round trip threefold. So for such rows each process of
    the chain (load generator, client, proxy, target) is held on another core than its neighbours, or all are held on
    one core. Yields that of the load generator.
    """
    cores = sorted(os.sched_getaffinity(0))
    chain = [process for process in (*system.processes().values(), system.target) if process]
    try:
        for position, process in enumerate(chain, 1):
            hold_on(process.pid, {cores[position % len(cores) if apart else 0]})
        yield {cores[0]}
    finally:
        for process in chain:
            hold_on(process.pid, cores)


def take_bulk(direction, connections):
    def take(system, sizes):
        before = cpu_now(system)
        result = system.bulk(run_load, direction, connections, sizes.bulk_bytes)
        after = cpu_now(system)
        if result["bytes"] != sizes.bulk_bytes:
            raise BenchError(f"{result['bytes']} bytes were moved instead of {sizes.bulk_bytes}")
        sample = {"gbit_per_s": result["gbit_per_s"], "seconds": result["seconds"], "bytes": result["bytes"]}
        for side, seconds in after.items():
            sample[f"{side}_cpu_s_per_gb"] = (seconds - before[side]) / (result["bytes"] / 1e9)
        return sample
    return take


def take_rate(concurrency):
    def take(system, sizes):
        time.sleep(max(0.0, system.many_connections_at + PORTS_SECONDS - time.monotonic()))
        options = ("--concurrency", concurrency, "--seconds", sizes.rate_seconds, "--max", sizes.rate_most,
                   "--tolerate", TOLERATED if system.excuse else 0)
        if concurrency == 1:
            with neighbours(system, apart=True) as cores:
                result = run_load(system, "rate", *options, cores=cores)
        else:
            result = run_load(system, "rate", *options)
        system.many_connections_at = time.monotonic()
        return result
    return take


def take_ping(apart):
    def take(system, sizes):
        with neighbours(system, apart) as cores:
            return run_load(system, "ping", "--count", sizes.pings, "--seconds", sizes.ping_seconds, cores=cores)
    return take


def take_ping_beside_bulk(system, sizes):
    """The pings, and what they cost the bulk: its rate beside them as a part of its rate alone, just before."""
    alone = run_load(system, "down", "--connections", 1, "--bytes", sizes.bulk_bytes)
    sample = run_load(system, "ping", "--count", sizes.pings, "--seconds", sizes.ping_seconds / 2, "--beside-bulk")
    sample["bulk_share"] = sample["bulk_gbit_per_s"] / alone["gbit_per_s"]
    return sample


def take_memory(many):
    def take(system, sizes):
        return measure_memory(system, sizes.many_tunnels if many else sizes.tunnels, sizes.hold_seconds)
    return take


def measure_memory(system, tunnels, hold):
    """At rest and with idle tunnels. The system is fresh: its only tunnel so far was that of the warm-up."""
    processes = {side: process for side, process in system.processes().items() if process}
    time.sleep(SETTLE_SECONDS)
    rest = {side: memory(process.pid) for side, process in processes.items()}
    holder = system.supervisor.start(
        "idle", [system.load, "idle", *system.route(), "--tunnels", tunnels, "--hold", 50 + hold, "--timeout", 60 + hold],
        stdin=subprocess.PIPE)
    try:
        holder.wait_for_event(lambda event: event.get("event") == "ready", seconds=55)
        time.sleep(SETTLE_SECONDS + hold)
        idle = {side: memory(process.pid) for side, process in processes.items()}
        holder.popen.stdin.close()  # each tunnel proves now that it is still alive
        if holder.popen.wait(30) != 0:
            raise BenchError(holder.last_words())
    except subprocess.TimeoutExpired:
        raise BenchError("the idle tunnels could not be closed within 30 s") from None
    finally:
        system.supervisor.stop(holder)
    sample = {"tunnels": tunnels}
    for side in processes:
        for kind in ("rss", "pss"):
            if rest[side][kind] is None or idle[side][kind] is None:
                continue
            growth = idle[side][kind] - rest[side][kind]
            sample[f"{side}_{kind}_rest_kib"] = rest[side][kind]
            sample[f"{side}_{kind}_idle_kib"] = idle[side][kind]
            sample[f"{side}_{kind}_growth_mib"] = growth / 1024
            sample[f"{side}_{kind}_kib_per_tunnel"] = growth / tunnels
    return sample


BULK_METRICS = [
    Metric("gbit_per_s", "throughput", "Gbit/s"),
    Metric("client_cpu_s_per_gb", "CPU of the client", "s/GB", 3),
    Metric("proxy_cpu_s_per_gb", "CPU of the proxy", "s/GB", 3),
]
RATE_METRICS = [Metric("per_s", "new connections", "1/s", 0), Metric("p50_us", "one connection, p50", "us", 0)]
PING_METRICS = [Metric("p50_us", "p50", "us", 1), Metric("p99_us", "p99", "us", 1)]
MEMORY_METRICS = [
    Metric("client_rss_rest_kib", "client at rest, RSS", "KiB", 0),
    Metric("client_pss_rest_kib", "client at rest, PSS", "KiB", 0),
    Metric("client_rss_idle_kib", "client with tunnels, RSS", "KiB", 0),
    Metric("client_rss_growth_mib", "client, growth", "MiB"),
    Metric("client_rss_kib_per_tunnel", "client, each tunnel", "KiB"),
    Metric("proxy_rss_rest_kib", "proxy at rest, RSS", "KiB", 0),
    Metric("proxy_rss_growth_mib", "proxy, growth", "MiB"),
    Metric("proxy_rss_kib_per_tunnel", "proxy, each tunnel", "KiB"),
]

# In the order they are measured: memory first, while the processes are fresh. Afterwards OpenSSH would stay slower for
# the rest of its life: its ping on one core needs 42 us before, 72 us after it has held 1,000 channels.
ROWS = {row.name: row for row in [
    Row("memory", "memory, 1,000 idle tunnels", take_memory(many=False), MEMORY_METRICS, leaves_traces=True),
    Row("memory10k", "memory, 10,000 idle tunnels", take_memory(many=True), MEMORY_METRICS, leaves_traces=True),
    Row("down1", "bulk down, 1 connection", take_bulk("down", 1), BULK_METRICS),
    Row("rate1", "new connections, 1 at a time", take_rate(1), RATE_METRICS),
    Row("up1", "bulk up, 1 connection", take_bulk("up", 1), BULK_METRICS),
    Row("ping", "64-byte ping-pong, idle", take_ping(apart=True), PING_METRICS),
    Row("ping-core", "64-byte ping-pong, idle, on one core", take_ping(apart=False), PING_METRICS),
    Row("down8", "bulk down, 8 connections", take_bulk("down", 8), BULK_METRICS),
    Row("rate32", "new connections, 32 at a time", take_rate(32), RATE_METRICS),
    Row("up8", "bulk up, 8 connections", take_bulk("up", 8), BULK_METRICS),
    Row("ping-bulk", "64-byte ping-pong beside a bulk download", take_ping_beside_bulk,
        PING_METRICS + [Metric("bulk_gbit_per_s", "bulk meanwhile", "Gbit/s"),
                        Metric("bulk_share", "of bulk alone", "")]),
]}

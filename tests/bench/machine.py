"""Facts about the machine, and how busy others kept it during a sample."""

import os
import platform
import time

from processes import TICKS, cpu_seconds
from systems import version_line


def first_line(path, default="unknown"):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.readline().strip()
    except OSError:
        return default


def cpu_model():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.machine()


def facts():
    return {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "cpu": cpu_model(),
        "cores": len(os.sched_getaffinity(0)),
        "kernel": platform.release(),
        "memory": first_line("/proc/meminfo"),
        "load_average": first_line("/proc/loadavg"),
        "tcp_tw_reuse": first_line("/proc/sys/net/ipv4/tcp_tw_reuse"),
        "ip_local_port_range": first_line("/proc/sys/net/ipv4/ip_local_port_range"),
        "congestion_control": first_line("/proc/sys/net/ipv4/tcp_congestion_control"),
        "openssl": version_line(["openssl", "version"]),
    }


class Quiet:
    """Measures which part of the machine's CPU time went to others while a sample was taken, from 0 to 1.

    Interrupt time is left out: on loopback it is our own. Stolen time counts as others.
    """

    def __init__(self):
        self.start = time.monotonic()
        self.busy, self.ours = self.machine(), cpu_seconds(os.getpid())

    @staticmethod
    def machine():
        fields = [int(field) for field in first_line("/proc/stat", "cpu 0 0 0 0 0 0 0 0").split()[1:9]]
        return (fields[0] + fields[1] + fields[2] + fields[7]) / TICKS  # user, nice, system, steal

    def others(self):
        available = (time.monotonic() - self.start) * (os.cpu_count() or 1)
        used = (self.machine() - self.busy) - (cpu_seconds(os.getpid()) - self.ours)
        return max(0.0, min(1.0, used / available))

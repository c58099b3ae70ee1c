#!/usr/bin/env python3
"""What the desktop program costs: the time from its start to its window, and its memory with the window shown and hidden.

    desktop_cost.py --build build/release [--runs N] [--desktop NAME] [--json]

On a screen, a session bus and in a home of its own. The name of the desktop is what XDG_CURRENT_DESKTOP has in it
("GNOME", "XFCE", "KDE"); there is none unless one is given. The first start is thrown away: the others find its files in memory.
"""

import argparse
import json
import os
import pathlib
import select
import signal
import statistics
import subprocess
import sys
import time

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tests" / "ui"))
import with_desktop  # noqa: E402  (a module of the tests of the window)

PATIENCE = 30  # seconds
SETTLED = 3  # seconds after which nothing of the start goes on
FILES = ("Rss", "Pss", "Pss_Anon", "Private_Dirty")
SETUP = {"schema": 1, "profile": "work", "profiles": [{"id": "work", "name": "Work", "proxy": "127.0.0.1:9"}],
         "listeners": [{"listen": "127.0.0.1:0"}]}


def memory(pid):
    """MiB, by the kernel's names."""
    found = {}
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        for line in file:
            name, _, rest = line.partition(":")
            if name in FILES:
                found[name] = int(rest.split()[0]) / 1024
    return found


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Windows:
    """When the window manager has a new window, and when it has none."""

    def __init__(self, desktop):
        # What nobody has ever set cannot be watched.
        deadline = time.monotonic() + PATIENCE
        while b"window id" not in subprocess.run(["xprop", "-root", "_NET_CLIENT_LIST"], env=desktop.environment,
                                                 stdout=subprocess.PIPE, check=False).stdout:
            if time.monotonic() > deadline:
                raise RuntimeError("there is no window manager")
            time.sleep(0.05)
        self.spy = desktop.start(["stdbuf", "-oL", "xprop", "-root", "-spy", "_NET_CLIENT_LIST"],
                                 stdout=subprocess.PIPE)
        self.unread = b""
        self.wait(False)

    def wait(self, shown):
        """The moment at which it is so."""
        deadline = time.monotonic() + PATIENCE
        while True:
            line, end, rest = self.unread.partition(b"\n")
            if end:
                self.unread = rest
                if (b"0x" in line) == shown:
                    return time.monotonic()
                continue
            if not select.select([self.spy.stdout], [], [], max(0, deadline - time.monotonic()))[0]:
                raise RuntimeError("there is no window" if shown else "the window is still there")
            more = os.read(self.spy.stdout.fileno(), 4096)
            if not more:
                raise RuntimeError("xprop has ended")
            self.unread += more


def end(child):
    child.send_signal(signal.SIGTERM)
    if child.wait(PATIENCE) != 0:
        raise RuntimeError(f"it ended with {child.returncode}")


def measure_shown(desktop, program, windows):
    start = time.monotonic()
    child = subprocess.Popen([program], env=desktop.environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shown = windows.wait(True) - start
    time.sleep(SETTLED)
    before, at = cpu_seconds(child.pid), time.monotonic()
    time.sleep(SETTLED)
    result = {"start_ms": shown * 1000, "memory": memory(child.pid),
              "cpu_percent": 100 * (cpu_seconds(child.pid) - before) / (time.monotonic() - at)}
    end(child)
    windows.wait(False)
    return result


def measure_hidden(desktop, program):
    child = subprocess.Popen([program, "--minimised"], env=desktop.environment, stdin=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    time.sleep(2 * SETTLED)
    before, at = cpu_seconds(child.pid), time.monotonic()
    time.sleep(2 * SETTLED)
    result = {"memory": memory(child.pid),
              "cpu_percent": 100 * (cpu_seconds(child.pid) - before) / (time.monotonic() - at)}
    end(child)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=CHECKOUT / "build" / "release", type=pathlib.Path)
    parser.add_argument("--runs", default=5, type=int)
    parser.add_argument("--desktop", default="")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    program = arguments.build / "app" / "culvert"
    desktop = with_desktop.Desktop()
    desktop.environment["XDG_CURRENT_DESKTOP"] = arguments.desktop
    desktop.environment.pop("QT_NO_XDG_DESKTOP_PORTAL", None)  # what tests go without
    try:
        folder = pathlib.Path(desktop.environment["XDG_CONFIG_HOME"], "culvert")
        folder.mkdir(mode=0o700)
        (folder / "setup.json").write_text(json.dumps(SETUP), encoding="utf-8")
        windows = Windows(desktop)
        shown = [measure_shown(desktop, program, windows) for _ in range(arguments.runs + 1)][1:]
        desktop.start(["stalonetray", "--window-type", "dock"])
        time.sleep(1)
        hidden = measure_hidden(desktop, program)
    finally:
        desktop.end()
    starts = sorted(one["start_ms"] for one in shown)
    result = {"start_ms": {"median": statistics.median(starts), "least": starts[0], "most": starts[-1]},
              "shown": shown[-1]["memory"], "shown_cpu_percent": shown[-1]["cpu_percent"],
              "hidden": hidden["memory"], "hidden_cpu_percent": hidden["cpu_percent"]}
    if arguments.json:
        print(json.dumps(result))
        return 0
    print(f"from start to window: {result['start_ms']['median']:.0f} ms (of {len(starts)}: "
          f"{starts[0]:.0f} to {starts[-1]:.0f})")
    for state in ("shown", "hidden"):
        sizes = ", ".join(f"{name} {value:.1f} MiB" for name, value in result[state].items())
        print(f"window {state}: {sizes}; {result[state + '_cpu_percent']:.1f} % of a processor")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Starting, watching and ending the programs of the bench.

Everything is ended by the pid it was started with (and the pids of its descendants, recognised by their start time),
everything lies in one temporary directory, and both are gone when the Supervisor is left, whatever happened.
CPU times are seconds, memory is KiB.
"""

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

TICKS = os.sysconf("SC_CLK_TCK")
PR_SET_PDEATHSIG = 1


class BenchError(Exception):
    """One sentence for a person."""


# ---- /proc -----------------------------------------------------------------------------------------------------------


def read_stat(pid):
    """(parent, start time, CPU seconds with those of children that ended) of a process, None if there is none."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b") ")[2].split()
    except OSError:
        return None
    return int(fields[1]), int(fields[19]), sum(int(field) for field in fields[11:15]) / TICKS


def tree(root):
    """The stats of a process and all its descendants, by pid."""
    stats = {int(name): read_stat(name) for name in os.listdir("/proc") if name.isdigit()}
    found, waiting = {}, [root]
    while waiting:
        pid = waiting.pop()
        if stats.get(pid) is None or pid in found:
            continue
        found[pid] = stats[pid]
        waiting += [child for child, stat in stats.items() if stat and stat[0] == pid]
    return found


def cpu_seconds(root):
    """CPU time of a process, its descendants, and those that have ended and been waited for."""
    return sum(stat[2] for stat in tree(root).values())


def read_memory(pid):
    """{"rss", "pss"} in KiB; pss is None where the program forbids ordinary users to see it, as sshd does."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            values = {line.split()[0]: int(line.split()[1]) for line in file if line.endswith("kB\n")}
        return {"rss": values["Rss:"], "pss": values["Pss:"]}
    except (OSError, KeyError):
        pass
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            values = {line.split()[0]: line.split()[1] for line in file}
        return {"rss": int(values["VmRSS:"]), "pss": None}
    except (OSError, KeyError):
        return {"rss": 0, "pss": None}


def memory(root):
    """The sum over a process and its descendants."""
    each = [read_memory(pid) for pid in tree(root)]
    if not each:
        raise BenchError(f"process {root} is gone")
    shown = [one["pss"] for one in each]
    return {"rss": sum(one["rss"] for one in each), "pss": None if None in shown else sum(shown)}


def hold_on(root, cores):
    """Lets a process and its descendants, with all their threads, run on these cores only."""
    for pid in tree(root):
        try:
            for thread in os.listdir(f"/proc/{pid}/task"):
                os.sched_setaffinity(int(thread), cores)
        except (FileNotFoundError, ProcessLookupError):
            pass  # ended meanwhile


# ---- Ports and programs ----------------------------------------------------------------------------------------------


def free_port():
    """A TCP port that was free a moment ago, for programs that cannot choose one themselves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def find_program(name, package):
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"])
    found = shutil.which(name, path=path)
    if not found:
        raise BenchError(f"{name} is not installed (Debian package {package})")
    return found


class Process:
    """A program that was started, with its output in files."""

    def __init__(self, name, popen, stdout, stderr):
        self.name, self.popen, self.stdout, self.stderr = name, popen, stdout, stderr

    @property
    def pid(self):
        return self.popen.pid

    def alive(self):
        return self.popen.poll() is None

    def last_words(self):
        text = ""
        for path in (self.stderr, self.stdout):
            with open(path, encoding="utf-8", errors="replace") as file:
                text = text or " | ".join(file.read().strip().splitlines()[-3:])
        return text or "it said nothing"

    def require_alive(self):
        if not self.alive():
            raise BenchError(f"{self.name} ended with {self.popen.returncode}: {self.last_words()}")

    def wait_for_event(self, matches, seconds=15):
        """The first JSON line on its standard output for which matches(line) holds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with open(self.stdout, encoding="utf-8", errors="replace") as file:
                for line in file:
                    event = parse_json(line) if line.endswith("\n") else None
                    if isinstance(event, dict) and matches(event):
                        return event
            self.require_alive()
            time.sleep(0.02)
        raise BenchError(f"{self.name} did not announce itself within {seconds} s: {self.last_words()}")

    def wait_for_port(self, port, seconds=15):
        """Until somebody accepts on 127.0.0.1:port."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.require_alive()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise BenchError(f"{self.name} does not listen after {seconds} s: {self.last_words()}")


def parse_json(line):
    try:
        return json.loads(line)
    except ValueError:
        return None


def end_with_parent():
    """In the child: even if the bench is killed, its children get a SIGTERM."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Owner of all processes and of the temporary directory."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="culvert-bench-")
        self.running = []
        self.started = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(list(self.running)):
            self.stop(process)
        shutil.rmtree(self.directory, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.directory, name)

    def start(self, name, arguments, stdin=subprocess.DEVNULL):
        self.started += 1
        stdout, stderr = (self.path(f"{self.started:03}-{name}.{kind}") for kind in ("out", "err"))
        with open(stdout, "wb") as out, open(stderr, "wb") as err:
            popen = subprocess.Popen(
                [str(argument) for argument in arguments], stdin=stdin, stdout=out, stderr=err,
                cwd=self.directory, start_new_session=True, preexec_fn=end_with_parent)
        process = Process(name, popen, stdout, stderr)
        self.running.append(process)
        return process

    def stop(self, process, seconds=3):
        """SIGTERM, then SIGKILL, to the process, then to those of its descendants that are left."""
        if process not in self.running:
            return
        descendants = tree(process.pid)
        descendants.pop(process.pid, None)
        if process.popen.stdin:
            process.popen.stdin.close()
        if process.alive():
            process.popen.terminate()
            try:
                process.popen.wait(seconds)
            except subprocess.TimeoutExpired:
                process.popen.kill()
                process.popen.wait()
        for number in (signal.SIGTERM, signal.SIGKILL):
            end_all(descendants, number, seconds / 2)
        self.running.remove(process)


def end_all(stats, number, seconds):
    """Sends a signal to those processes that are still the same ones, and waits for their end."""
    deadline = time.monotonic() + seconds
    for pid in same_processes(stats):
        try:
            os.kill(pid, number)
        except OSError:
            pass
    while same_processes(stats) and time.monotonic() < deadline:
        time.sleep(0.02)


def same_processes(stats):
    now = {pid: read_stat(pid) for pid in stats}
    return [pid for pid, stat in stats.items() if now[pid] and now[pid][1] == stat[1]]

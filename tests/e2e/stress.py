#!/usr/bin/env python3
"""A large download and a large upload arrive whole while many other tunnels open and close.

By hand, with the sizes of the acceptance: python3 tests/e2e/stress.py --build build/release --size 4G
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True

from harness import CHECKOUT, PROGRAMS, HarnessError, Supervisor, open_tunnels, parse_size, wait_until
from servers import Origin, TcpServer, hash_file
from wire import reset, socks_open

FLUTTERING = 200


class Flutter:
    """Tunnels that open, exchange a little, and close or reset, many at a time, until told to stop."""

    def __init__(self, client, count):
        self.client, self.count = client, count
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.closed, self.open, self.most, self.problems = 0, 0, 0, []
        self.server = TcpServer(self.answer)
        self.threads = [threading.Thread(target=self.flutter, args=(number,), daemon=True) for number in range(count)]
        for thread in self.threads:
            thread.start()

    @staticmethod
    def answer(connection):
        while data := connection.recv(4096):
            connection.sendall(data)

    def flutter(self, number):
        turn = 0
        while not self.stopping.is_set():
            turn += 1
            try:
                self.exchange(f"{number}.{turn}".encode() * 20, abrupt=(number + turn) % 5 == 0)
            except Exception as error:  # noqa: BLE001, all of them are counted
                with self.lock:
                    self.problems.append(f"{type(error).__name__}: {error}")
                return

    def exchange(self, words, abrupt):
        connection, reply = socks_open(self.client.socks, self.server.host, self.server.port, seconds=60)
        with connection:
            if reply != 0:
                raise HarnessError(f"the SOCKS reply was {reply}")
            self.count_open(1)
            connection.sendall(words)
            got = b""
            while len(got) < len(words) and (piece := connection.recv(4096)):
                got += piece
            self.stopping.wait(0.2)
            self.count_open(-1)
            if got != words:
                raise HarnessError(f"{len(got)} of {len(words)} bytes came back")
            if abrupt:
                reset(connection)

    def count_open(self, change):
        with self.lock:
            self.open += change
            self.most = max(self.most, self.open)
            self.closed += change < 0

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(90)
        self.server.close()


def start_curl(room, client, *arguments):
    return room.start("curl", ["curl", "-q", "-sS", "--max-time", "1800", "-x",
                               f"socks5h://{client.socks[0]}:{client.socks[1]}", *arguments])


def run(room, size, count, report=print):
    """Raises HarnessError if anything is off."""
    origin = Origin(room.directory)
    digest = origin.file("large", size)
    proxy = room.start_proxy("--max-new-per-second", "0")
    client = room.start_client(proxy)
    flutter = Flutter(client, count)
    start = time.monotonic()
    down = start_curl(room, client, "-o", room.path("got"), origin.url("large"))
    up = start_curl(room, client, "-T", room.path("large"), origin.url("keep/uploaded"))
    for name, process in (("download", down), ("upload", up)):
        process.popen.wait()
        if process.popen.returncode != 0:
            raise HarnessError(f"{name}: curl ended with {process.popen.returncode}: {process.errors().strip()}")
    seconds = time.monotonic() - start
    flutter.stop()
    if flutter.problems:
        raise HarnessError(f"{len(flutter.problems)} of the other tunnels failed: {flutter.problems[0]}")
    for name, file in (("download", "got"), ("upload", "uploaded")):
        if hash_file(room.path(file)) != digest:
            raise HarnessError(f"{name}: the checksum differs")
    report(f"{size >> 20} MiB down and {size >> 20} MiB up in {seconds:.1f} s ({2 * size * 8e-9 / seconds:.2f} Gbit/s),"
           f" checksums right; meanwhile {flutter.closed} others opened and closed, up to {flutter.most} at once")
    if flutter.closed < count:
        raise HarnessError("too few of the other tunnels closed for this to prove anything")
    stop(client, proxy)


def stop(*processes):
    for process in processes:
        wait_until(lambda: open_tunnels(process) == 0, PROGRAMS.seconds(15), f"{process.name} has tunnels open")
    for process in processes:
        process.signal(signal.SIGTERM)
        if (code := process.wait(10)) != 0 or process.errors():
            raise HarnessError(f"{process.name} ended with {code}: {process.errors()[-3000:]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default=os.path.join(CHECKOUT, "build", "release"), help="build directory")
    parser.add_argument("--size", type=parse_size, default=4 << 30, help="of each file (default 4G)")
    parser.add_argument("--tunnels", type=int, default=FLUTTERING, help="others at a time (default 200)")
    parser.add_argument("--directory", help="with room for three such files (default: that of temporary files)")
    arguments = parser.parse_args()
    try:
        PROGRAMS.use_build(arguments.build)
        directory = arguments.directory or tempfile.gettempdir()
        if shutil.disk_usage(directory).free < 3.1 * arguments.size:
            raise HarnessError(f"{directory} has no room for three files of {arguments.size >> 20} MiB: say --directory")
        with Supervisor(arguments.directory) as room:
            run(room, arguments.size, arguments.tunnels)
    except HarnessError as error:
        sys.exit(f"stress: {error}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # with what was started ended, too
    main()

#!/usr/bin/env python3
"""Shows what Culvert does on this machine: a web server, the proxy, the client, and curl through its SOCKS port, over each
version of HTTP.

Exit code: 0 all went well, 1 something was off, 2 wrong usage.
"""

import argparse
import concurrent.futures
import hashlib
import os
import shutil
import signal
import socket
import sys
import tempfile
import time

sys.dont_write_bytecode = True

from harness import CHECKOUT, PROGRAMS, HarnessError, Supervisor, curl, free_port, parse_size
from servers import Origin, TcpServer, hash_file
from wire import REFUSED, read_to_end, reply_of, tunnel

SMALL = 16 * 1024
HALF_CLOSE = 8 << 20
VERSIONS = ("3", "2", "1.1")


def parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev demo", description=__doc__.split("\n")[0])
    parser.add_argument("--build", default=os.path.join(CHECKOUT, "build", "release"), help="build directory")
    parser.add_argument("--cli", help="culvert-cli (default: the one in the build directory)")
    parser.add_argument("--proxy", help="culvert-proxy (default: the one in the build directory)")
    parser.add_argument("--size", type=parse_size, default=1 << 30, help="of the large transfers (default 1G)")
    parser.add_argument("--parallel", type=int, default=50, help="small requests at once (default 50)")
    return parser.parse_args()


def place_for(count):
    """A directory with room for that many bytes, in memory if there is plenty: disks are slower than the tunnel."""
    with open("/proc/meminfo", encoding="ascii") as file:
        available = next(int(line.split()[1]) << 10 for line in file if line.startswith("MemAvailable"))
    candidates = [*(["/dev/shm"] if available > 3 * count else []), tempfile.gettempdir(), "/var/tmp"]
    for directory in candidates:
        if os.access(directory, os.W_OK) and shutil.disk_usage(directory).free > count * 1.1:
            return directory
    raise HarnessError(f"there is no room for {count >> 20} MiB in {', '.join(candidates)}: set TMPDIR, or a smaller"
                       " --size")


# ---- What is shown ---------------------------------------------------------------------------------------------------


class Off(Exception):
    """A job that did not go as it should, in a few words."""


class Demo:
    def __init__(self, arguments, room):
        self.arguments, self.room, self.all_well = arguments, room, True
        self.origin = Origin(room.directory)
        print(f"Making a file of {arguments.size >> 10:,} KiB …", flush=True)
        self.digest = self.origin.file("large", arguments.size)
        self.small_digest = self.origin.file("small", SMALL, seed=2)
        self.proxy = room.start_proxy()
        self.client = None  # of the version that is being shown

    def curl(self, *arguments):
        done = curl(self.client, *arguments, seconds=600)
        if done.returncode != 0:
            raise Off(done.stderr.decode(errors="replace").strip() or f"curl: exit code {done.returncode}")
        return done.stdout

    # Each job returns (bytes moved, seconds).

    def download(self):
        times = self.curl("-o", self.room.path("got"), "-w", "%{time_total} %{time_starttransfer}", self.origin.url("large"))
        seconds, first_byte = map(float, times.split())
        self.note = f"first byte after {first_byte * 1000:.1f} ms"
        digest = hash_file(self.room.path("got"))
        os.unlink(self.room.path("got"))
        if digest != self.digest:
            raise Off("the checksum differs")
        return self.arguments.size, seconds

    def upload(self):
        seconds = float(self.curl("-T", self.room.path("large"), "-o", os.devnull, "-w", "%{time_total}",
                                  self.origin.url("keep/uploaded")))
        digest = hash_file(self.room.path("uploaded"))
        os.unlink(self.room.path("uploaded"))
        if digest != self.digest:
            raise Off("the checksum differs")
        return self.arguments.size, seconds

    def small_requests(self):
        """Each with a curl, and so a tunnel, of its own."""
        start = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(self.arguments.parallel) as pool:
            bodies = list(pool.map(lambda _: self.curl(self.origin.url("small")), range(self.arguments.parallel)))
        seconds = time.monotonic() - start
        if wrong := sum(hashlib.sha256(body).hexdigest() != self.small_digest for body in bodies):
            raise Off(f"{wrong} answers differ")
        return SMALL * len(bodies), seconds

    def half_close(self):
        """The destination answers only when it saw the end of the question, the way of `sort` or `ssh host cat`."""
        def answer(connection):
            question, end = read_to_end(connection)
            connection.sendall(question[::-1])
            return end
        server = TcpServer(answer)
        question = os.urandom(HALF_CLOSE)
        start = time.monotonic()
        with tunnel(self.client, server.host, server.port) as connection:
            connection.sendall(question)
            connection.shutdown(socket.SHUT_WR)
            answer, end = read_to_end(connection)
        seconds = time.monotonic() - start
        server.close()
        if answer != question[::-1] or (end, server.next_result()) != ("fin", "fin"):
            raise Off(f"{len(answer):,} of {HALF_CLOSE:,} bytes came back, then: {end}")
        return 2 * HALF_CLOSE, seconds

    def refused(self):
        start = time.monotonic()
        reply = reply_of(self.client, "127.0.0.1", free_port())
        if reply != REFUSED:
            raise Off(f"the SOCKS reply is {reply}, not {REFUSED}")
        return 0, time.monotonic() - start

    def stop(self):
        start = time.monotonic()
        self.end(self.proxy)
        return 0, time.monotonic() - start

    @staticmethod
    def end(process):
        process.signal(signal.SIGTERM)
        if (code := process.wait(10)) != 0:
            raise Off(f"{process.name} ended with {code}: {process.errors()[-500:]}")

    # ---- The table -----------------------------------------------------------------------------------------------

    def job(self, title, do):
        self.note = ""
        try:
            count, seconds = do()
            verdict = "ok"
        except (Off, HarnessError, AssertionError, OSError) as error:
            count, seconds, verdict, self.all_well = 0, 0.0, f"OFF: {error}", False
        megabytes = f"{count / 1e6:,.1f} MB" if count else ""
        rate = f"{count * 8e-9 / seconds:.2f} Gbit/s" if count > 1 << 22 and seconds else ""
        print(f"  {title:<38}{megabytes:>12}{seconds:>9.2f} s{rate:>14}   {verdict}"
              + (f", {self.note}" if self.note else ""), flush=True)

    def show_connections(self):
        connected = self.client.find_events(event="connected")
        if not connected:
            return
        one, last = connected[0], connected[-1]
        print(f"\n{one['http']} (ALPN {one['alpn']}) over {one['tls']}, {one['cipher']}, key exchange {one['group']};"
              f" {'resumed' if one['resumed'] else 'not resumed'}, ready in {one['setup_ms']:.0f} ms")
        if len(connected) > 1:
            resumed = "resumed" if last["resumed"] else "not resumed"
            print(f"a connection for each tunnel; the second one: {resumed}, ready in {last['setup_ms']:.0f} ms")
        print(flush=True)

    def show(self, version):
        self.client = self.room.start_client(self.proxy, "--http", version)
        for _ in range(2):  # the first request connects, the second one shows whether it had to again
            self.curl("-o", os.devnull, self.origin.url("small"))
        self.show_connections()
        self.job("download, SHA-256 checked", self.download)
        self.job("upload, SHA-256 checked", self.upload)
        self.job(f"{self.arguments.parallel} small requests at once", self.small_requests)
        self.job("half-close: answered after the end", self.half_close)
        self.job("refused destination: SOCKS reply 0x05", self.refused)
        self.end(self.client)

    def run(self):
        print(f"curl -> culvert-cli, SOCKS5 -> culvert-proxy, {self.proxy.template}"
              f" -> web server, {self.origin.host}:{self.origin.port}")
        for version in VERSIONS:
            self.show(version)
        print()
        self.job("the proxy stops when asked to", self.stop)
        print("\nAll is well." if self.all_well else "\nSomething is off.")
        return 0 if self.all_well else 1


def main():
    arguments = parse_arguments()
    try:
        if arguments.cli and arguments.proxy:
            PROGRAMS.use(arguments.cli, arguments.proxy)
        else:
            PROGRAMS.use_build(arguments.build)
        with Supervisor(place_for(2 * arguments.size)) as room:
            return Demo(arguments, room).run()
    except (HarnessError, Off) as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # with what was started ended, too
    sys.exit(main())

"""What every end-to-end test needs: the real programs, started and ended by pid, and the checks at a test's end.

A test file ends with `harness.main()`. The programs come from --cli FILE --proxy FILE, or from --build DIR.
"""

import argparse
import atexit
import ctypes
import json
import mmap
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

CHECKOUT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PR_SET_PDEATHSIG = 1
DEFAULT_PATH = "/.well-known/masque/tcp/{target_host}/{target_port}/"


class HarnessError(Exception):
    """One sentence for a person."""


# ---- The programs under test -----------------------------------------------------------------------------------------


class Programs:
    """Where the programs are, and how patient one has to be with them."""

    def __init__(self):
        self.cli = self.proxy = self.relay = ""
        self.http = None  # versions of HTTP that clients are held to
        self.sanitized = False

    def use(self, cli, proxy):
        for path in (cli, proxy):
            if not os.access(path, os.X_OK):
                raise HarnessError(f"{path} is missing: build it first (./dev build)")
        self.cli, self.proxy = os.path.abspath(cli), os.path.abspath(proxy)
        with open(self.cli, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            self.sanitized = content.find(b"__asan_init") >= 0

    def use_build(self, directory):
        self.use(os.path.join(directory, "app", "culvert-cli"), os.path.join(directory, "app", "culvert-proxy"))
        self.relay = os.path.join(directory, "tests", "support", "culvert-test-relay")

    def seconds(self, count):
        """A time limit; sanitizers and a busy machine make everything slower."""
        return count * (3 if self.sanitized else 1)


PROGRAMS = Programs()
# Control sockets and saved setups of this test, and of nobody else.
PRIVATE = tempfile.mkdtemp(prefix="culvert-e2e-private-")
atexit.register(shutil.rmtree, PRIVATE, ignore_errors=True)


def environment():
    """Ours, without what would lead curl around the tunnel, and with everything sanitizers can find turned on."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    kept["XDG_RUNTIME_DIR"] = kept["XDG_CONFIG_HOME"] = PRIVATE
    kept["ASAN_OPTIONS"] = "detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1"
    kept["UBSAN_OPTIONS"] = "print_stacktrace=1"
    kept["LC_ALL"] = "C.UTF-8"
    return kept


def find_program(name):
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"]))
    if not found:
        raise HarnessError(f"{name} is not installed")
    return found


def free_port(host="127.0.0.1"):
    """A TCP port that was free a moment ago: for programs that cannot choose one, and for nobody to listen on."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


def listens(port, host="127.0.0.1"):
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        return probe.connect_ex((host, port)) == 0


def parse_size(text):
    """Bytes of a size like 1G."""
    factor = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}.get(text[-1:].upper(), 1)
    digits = text[:-1] if factor > 1 else text
    if not digits.isdigit() or int(digits) == 0:
        raise argparse.ArgumentTypeError("a size is a number, with K, M or G: 1G")
    return int(digits) * factor


def has_ipv6():
    try:
        return free_port("::1") != 0
    except OSError:
        return False


def wait_until(holds, seconds, what):
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise HarnessError(f"after {seconds:.0f} s: {what}")
        time.sleep(0.02)


# ---- Processes -------------------------------------------------------------------------------------------------------


def end_with_parent():
    """In the child: even if the test is killed, its children get a SIGTERM."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Process:
    """A program that was started, with its output in files."""

    def __init__(self, name, popen, stdout, stderr):
        self.name, self.popen, self.stdout, self.stderr = name, popen, stdout, stderr
        self.read_so_far, self.events = 0, []

    @property
    def pid(self):
        return self.popen.pid

    def alive(self):
        return self.popen.poll() is None

    def output(self):
        """Both outputs, as they are."""
        text = b""
        for path in (self.stdout, self.stderr):
            with open(path, "rb") as file:
                text += file.read()
        return text

    def errors(self):
        with open(self.stderr, encoding="utf-8", errors="replace") as file:
            return file.read()

    def read_events(self):
        """All whole JSON lines so far."""
        with open(self.stdout, "rb") as file:
            file.seek(self.read_so_far)
            text = file.read()
        whole = text[:text.rfind(b"\n") + 1]
        self.read_so_far += len(whole)
        self.events += [json.loads(line) for line in whole.splitlines()]
        return self.events

    def find_events(self, **fields):
        """The events so far that have these values."""
        return [event for event in self.read_events()
                if all(event.get(name) == value for name, value in fields.items())]

    def wait_for_event(self, seconds=10, count=1, **fields):
        """The count-th event with these values; raises HarnessError when it does not come."""
        deadline = time.monotonic() + PROGRAMS.seconds(seconds)
        while True:
            alive = self.alive()
            found = self.find_events(**fields)
            if len(found) >= count:
                return found[count - 1]
            if not alive:
                raise HarnessError(f"{self.name} ended with {self.popen.returncode}: {self.errors()[-2000:]}")
            if time.monotonic() > deadline:
                raise HarnessError(f"{self.name} did not tell {fields} in time; it told {self.events[-5:]}")
            time.sleep(0.01)

    def wait(self, seconds):
        """The exit code; raises HarnessError if it does not end."""
        try:
            return self.popen.wait(PROGRAMS.seconds(seconds))
        except subprocess.TimeoutExpired:
            raise HarnessError(f"{self.name} did not end within {PROGRAMS.seconds(seconds)} s") from None

    def signal(self, number):
        self.popen.send_signal(number)


class Supervisor:
    """Owner of all processes of a test and of its temporary directory."""

    def __init__(self, parent=None):
        self.directory = tempfile.mkdtemp(prefix="culvert-e2e-", dir=parent)
        self.running = []
        self.started = 0
        self.inside = {}  # by name of a process: what to start it with (see network.py)
        # More of the environment. No test finds, or leaves, anything in the state of whoever runs it.
        self.variables = {"XDG_STATE_HOME": os.path.join(self.directory, "state")}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.running):
            self.kill(process)
        shutil.rmtree(self.directory, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.directory, name)

    def write(self, name, text, mode=0o600):
        path = self.path(name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def start(self, name, arguments, stdin=subprocess.DEVNULL):
        self.started += 1
        stdout, stderr = (self.path(f"{self.started:03}-{name}.{kind}") for kind in ("out", "err"))
        with open(stdout, "wb") as out, open(stderr, "wb") as err:
            popen = subprocess.Popen(
                [str(argument) for argument in (*self.inside.get(name, ()), *arguments)], stdin=stdin, stdout=out, stderr=err,
                env={**environment(), **self.variables},
                cwd=self.directory, start_new_session=True, preexec_fn=end_with_parent)
        process = Process(name, popen, stdout, stderr)
        self.running.append(process)
        return process

    @staticmethod
    def kill(process):
        if process.alive():
            process.popen.kill()
            process.popen.wait()
        if process.popen.stdin:
            process.popen.stdin.close()

    # What the tests and the demonstration start.

    def start_proxy(self, *arguments, listen="127.0.0.1:0", own_ca=True, private=True):
        """culvert-proxy; `process.template` is what a client needs, with `process.ca`."""
        arguments = [*arguments, *(["--self-signed", self.path("ca")] if own_ca else []),
                     *(["--allow-private"] if private else [])]
        process = self.start("proxy", [PROGRAMS.proxy, "--listen", listen, "--json", "--verbose", *arguments])
        listening = process.wait_for_event(event="listening")
        process.template, process.port = listening["template"], int(listening["address"].rpartition(":")[2])
        process.ca = self.path("ca/ca.pem")
        return process

    def client_arguments(self, proxy, ca=None, chosen=False):
        """`proxy` is a started one, or a template with a CA file; `chosen`: the test names the versions itself."""
        template, ca = (proxy, ca) if isinstance(proxy, str) else (proxy.template, proxy.ca)
        versions = ["--http", PROGRAMS.http] if PROGRAMS.http and not chosen else []
        return ["--proxy", template, *versions, *(["--ca", ca] if ca else [])]

    def start_client(self, proxy, *arguments, ca=None, socks="127.0.0.1:0", control=False):
        """culvert-cli run; `process.socks` is (host, port) of its SOCKS listener. There may be one with `control`."""
        process = self.start("client", [
            PROGRAMS.cli, "run", *self.client_arguments(proxy, ca, "--http" in arguments), "--json", "--verbose",
            *(["--socks", socks] if socks else []), *([] if control else ["--no-control"]), *arguments])
        process.wait_for_event(event="started")
        for listening in process.find_events(event="listening"):
            host, _, port = listening["address"].rpartition(":")
            setattr(process, "socks" if listening["kind"] == "mixed" else "forward", (host.strip("[]"), int(port)))
        return process


def run(arguments, seconds=20, **options):
    """A program from start to end; stdout and stderr as bytes."""
    options.setdefault("env", environment())
    if "input" not in options:
        options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run([str(argument) for argument in arguments], capture_output=True, check=False,
                          timeout=PROGRAMS.seconds(seconds), **options)


def curl(client, *arguments, seconds=30):
    """curl through the client's SOCKS listener, names looked up by the proxy."""
    host, port = client.socks
    limit = PROGRAMS.seconds(seconds)
    return run(["curl", "-q", "-sS", "--max-time", limit, "-x", f"socks5h://{host}:{port}", *arguments],
               seconds=seconds + 5)


# ---- The checks at the end of each test ------------------------------------------------------------------------------

NOT_TO_BE_SHOWN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
OPENED_AND_CLOSED = (("tunnel-opened", "tunnel-closed"), ("opened", "closed"))
NO_LEAK_CHECK = "LeakSanitizer has encountered a fatal error"


def open_tunnels(process):
    """Those it told of the opening of, and not of the end."""
    return sum(len(process.find_events(event=opened)) - len(process.find_events(event=closed))
               for opened, closed in OPENED_AND_CLOSED)


class E2eTest(unittest.TestCase):
    """One room a test. At its end no tunnel is left, the programs exit with 0 when asked to, and what they printed
    holds neither a secret (K3) nor control characters (K4). In sanitized builds the exit code tells of leaks, too."""

    longMessage = True

    def setUp(self):
        self.room = Supervisor()
        self.addCleanup(self.room.__exit__)
        self.addCleanup(self.check_programs)
        self.secrets = []
        self.exit_codes = {}  # of those that a test ends on its own, by process; None: anything

    def seconds(self, count):
        return PROGRAMS.seconds(count)

    def pair(self, *client_arguments, proxy_arguments=()):
        """The usual proxy and client."""
        self.proxy = self.room.start_proxy(*proxy_arguments)
        self.client = self.room.start_client(self.proxy, *client_arguments)
        return self.client

    def closing(self, resource):
        """Closes it at the end of the test, before the programs are ended and looked at."""
        self.addCleanup(resource.close)
        return resource

    def kill(self, process):
        self.exit_codes[process] = -signal.SIGKILL
        process.signal(signal.SIGKILL)
        process.wait(5)

    def check_programs(self):
        ours = [process for process in self.room.running if process.name in ("client", "proxy")]
        for process in sorted(ours, key=lambda one: one.name):  # clients first
            with self.subTest(end_of=process.name):
                self.check_end(process)

    def check_end(self, process):
        if process not in self.exit_codes:
            self.assertTrue(process.alive(), f"it ended on its own: {process.errors()[-3000:]}")
            wait_until(lambda: open_tunnels(process) == 0, self.seconds(8), "tunnels are still open")
            process.signal(signal.SIGTERM)
        code = process.wait(8)
        words = process.errors()
        self.assertNotIn(NO_LEAK_CHECK, words, "leaks cannot be looked for in this environment (is it traced?)")
        wanted = self.exit_codes.get(process, 0)
        if wanted is not None:
            self.assertEqual(code, wanted, words[-4000:])
        self.assertEqual(words, "", "with --json nothing goes to stderr")
        self.check_output(process.output())

    def check_output(self, output):
        """K3 and K4, for everything a program printed."""
        text = output.decode("utf-8")
        unescaped = NOT_TO_BE_SHOWN.search(text)
        if unescaped:
            self.fail(f"unescaped: {text[max(0, unescaped.start() - 80):unescaped.end()]!r}")
        for secret in self.secrets:
            self.assertNotIn(secret, text)
        return text

    def assert_bounded(self, start, seconds):
        self.assertLess(time.monotonic() - start, PROGRAMS.seconds(seconds), "it took too long")

    def connect(self, proxy, host, port, *arguments, ca=None, seconds=20, **options):
        """culvert-cli connect, from start to end."""
        done = run([PROGRAMS.cli, "connect", *self.room.client_arguments(proxy, ca, "--http" in arguments), *arguments, host, port],
                   seconds=seconds, **options)
        self.check_output(done.stderr)
        return done


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cli", help="culvert-cli")
    parser.add_argument("--proxy", help="culvert-proxy")
    parser.add_argument("--relay", help="culvert-test-relay")
    parser.add_argument("--build", default=os.path.join(CHECKOUT, "build", "dev"), help="build directory")
    parser.add_argument("--http", help="versions of HTTP that clients are held to")
    ours, others = parser.parse_known_args()
    PROGRAMS.http = ours.http
    try:
        if ours.cli and ours.proxy:
            PROGRAMS.use(ours.cli, ours.proxy)
            PROGRAMS.relay = ours.relay
        else:
            PROGRAMS.use_build(ours.build)
    except HarnessError as error:
        sys.exit(str(error))
    unittest.main(module="__main__", argv=[sys.argv[0], *others], verbosity=2)

#!/usr/bin/env python3
"""The control socket, with the real programs: culvert-cli status and its like, and clients that mean no good."""

import hashlib
import json
import os
import re
import select
import signal
import socket
import stat
import subprocess
import sys
import time

import harness
from harness import PRIVATE, PROGRAMS
from servers import Origin, TcpServer
from wire import read_to_end, tunnel

MIB = 1 << 20
DONE, FAILED, USAGE, NOT_RUNNING = 0, 1, 2, 3
PLACE = os.path.join(PRIVATE, "culvert", "control")
CROWD = 1000
NOBODY = 65534
# What one who is not the user sees of the socket: a line of the server's, or that it cannot be opened.
ASK_AS_SOMEBODY_ELSE = """
import socket, sys
s = socket.socket(socket.AF_UNIX)
try:
    s.connect(sys.argv[1])
except PermissionError:
    sys.exit("no permission")
s.settimeout(20)
try:
    s.sendall(b'{"id":1,"command":"off"}\\n')
except BrokenPipeError:
    pass
print(s.makefile().readline(), end="")
"""


def echo(connection):
    while data := connection.recv(1 << 16):
        connection.sendall(data)
    return "fin"


def raw(place=PLACE):
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(30)
    connection.connect(place)
    return connection


class ControlTest(harness.E2eTest):
    def setUp(self):
        super().setUp()
        self.proxy = self.room.start_proxy()
        self.server = self.closing(TcpServer(echo))

    def start(self, *arguments, **options):
        self.client = self.room.start_client(self.proxy, *arguments, control=True, **options)
        return self.client

    def cli(self, *arguments, code=DONE, **options):
        """(standard output, standard error) of culvert-cli."""
        done = harness.run([PROGRAMS.cli, *arguments], **options)
        self.check_output(done.stdout + done.stderr)
        self.assertEqual(done.returncode, code, (arguments, done.stdout, done.stderr))
        return done.stdout.decode(), done.stderr.decode()

    def ask(self, *arguments, code=DONE, **options):
        """What it prints with --json, as a value."""
        out, errors = self.cli(*arguments, "--json", code=code, **options)
        self.assertEqual(errors, "")
        return json.loads(out)

    def error(self, *arguments, code=FAILED):
        return self.ask(*arguments, code=code)["error"]

    def tunnel(self, client=None):
        return self.closing(tunnel(client or self.client, self.server.host, self.server.port))

    def say(self, connection, words=b"hello"):
        connection.sendall(words)
        self.assertEqual(connection.recv(100), words)

    def is_open(self, address):
        host, _, port = address.rpartition(":")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1" if host == "localhost" else host, int(port))) == 0


class Commands(ControlTest):
    def test_nobody_is_there(self):
        for command in (["status"], ["on"], ["off"], ["connections"], ["close", "1"], ["trace"], ["trace", "--follow"],
                        ["forward", "list"], ["forward", "add", "0=a:1"], ["forward", "remove", "a"]):
            out, errors = self.cli(*command, code=NOT_RUNNING)
            self.assertEqual((out, errors), ("", "culvert-cli: Culvert does not run.\n"), command)
        self.assertEqual(self.error("status", code=NOT_RUNNING)["code"], "not_found")

    def test_status(self):
        self.start()
        self.say(self.tunnel())
        status = self.ask("status")
        self.assertTrue(status["on"])
        self.assertFalse(status["saved"])
        self.assertEqual(status["tunnels"], 1)
        self.assertEqual(status["sent"], 5)
        self.assertEqual([(row["kind"], row["open"]) for row in status["listeners"]], [("mixed", True)])
        self.assertEqual(len(status["connections"]), 1)
        out, _ = self.cli("status")
        self.assertIn("Culvert is on.\n", out)
        self.assertIn(f"Listening on {status['listeners'][0]['address']} (SOCKS and HTTP).", out)
        self.assertIn("1 connections are open; 5 bytes sent, 5 bytes received.", out)

    def test_off_and_on(self):
        self.start(socks=f"127.0.0.1:{harness.free_port()}")
        connection = self.tunnel()
        self.say(connection)
        self.assertEqual(self.cli("off"), ("Culvert runs, and is off.\n", ""))
        self.assertEqual(read_to_end(connection)[1], "reset")
        self.assertFalse(self.is_open("%s:%d" % self.client.socks))
        self.assertFalse(self.ask("status")["on"])
        self.assertEqual(self.ask("off"), {"on": False})
        self.assertTrue(self.ask("on")["on"])
        self.say(self.tunnel())
        self.assertIn("Culvert is on.", self.cli("on")[0])

    def test_forwards(self):
        self.start()
        self.assertEqual(self.cli("forward", "list")[0], "There is no forward.\n")
        target = f"{self.server.host}:{self.server.port}"
        added = self.ask("forward", "add", f"127.0.0.1:0={target}")
        self.assertEqual(added["forward"], "forward-1")
        self.assertFalse(added["saved"])
        host, _, port = added["listen"].rpartition(":")
        with socket.create_connection((host, int(port))) as connection:
            self.say(connection)
            rows = self.ask("forward", "list")
            self.assertEqual(rows[0]["target"], target)
            self.assertEqual((rows[0]["on"], rows[0]["open"], rows[0]["tunnels"], rows[0]["sent"]), (True, True, 1, 5))
            self.cli("forward", "off", "forward-1")
            self.assertEqual(read_to_end(connection)[1], "reset")
        self.assertFalse(self.is_open(added["listen"]))
        self.assertIn(" off\n", self.cli("forward", "list")[0])
        self.cli("forward", "on", "forward-1")
        reopened = self.ask("forward", "list")[0]["listen"]
        self.assertEqual(reopened, added["listen"])
        self.assertTrue(self.is_open(reopened))
        second, _ = self.cli("forward", "add", f"127.0.0.1:0={target}", "--id", "mine")
        self.assertRegex(second, r"^mine: listening on 127\.0\.0\.1:\d+\.\n$")
        self.cli("forward", "remove", "forward-1")
        self.assertFalse(self.is_open(reopened))
        self.assertEqual([row["id"] for row in self.ask("forward", "list")], ["mine"])

    def test_forwards_that_cannot_be(self):
        self.start()
        target = f"{self.server.host}:{self.server.port}"
        busy = self.closing(TcpServer(echo))
        self.assertIn(str(busy.port), self.error("forward", "add", f"127.0.0.1:{busy.port}={target}")["sentence"])
        self.assertEqual(self.ask("forward", "list"), [])
        for rule in ("nonsense", "127.0.0.1:0=", "0.0.0.0:0=a:1", "127.0.0.1:0=a"):
            self.assertEqual(self.error("forward", "add", rule)["code"], "invalid", rule)
        self.ask("forward", "add", f"127.0.0.1:0={target}", "--id", "one")
        self.assertEqual(self.error("forward", "add", f"127.0.0.1:0={target}", "--id", "one")["code"], "invalid")
        self.assertEqual(self.error("forward", "add", f"127.0.0.1:0={target}", "--application", "no")["code"], "not_found")
        self.assertEqual(self.error("forward", "remove", "two")["code"], "not_found")
        self.assertEqual(self.error("forward", "off", "two")["code"], "not_found")
        self.assertEqual([row["id"] for row in self.ask("forward", "list")], ["one"])
        self.assertEqual(self.cli("forward", "remove", "two", code=FAILED)[0], "")

    def test_connections_and_close(self):
        self.start()
        self.assertEqual(self.cli("connections")[0], "There is no connection.\n")
        first, second = self.tunnel(), self.tunnel()
        self.say(first)
        self.say(second)
        rows = self.ask("connections")
        self.assertEqual([(row["target"], row["open"], row["sent"]) for row in rows],
                         [(f"{self.server.host}:{self.server.port}", True, 5)] * 2)
        out, _ = self.cli("connections")
        self.assertEqual(out.splitlines()[0].split()[:2], ["ID", "DESTINATION"])
        self.assertEqual(len(out.splitlines()), 3)
        self.cli("close", rows[0]["id"])
        self.assertEqual(read_to_end(first)[1], "reset")
        self.say(second)
        harness.wait_until(lambda: len(self.ask("connections")) == 1, self.seconds(5), "it is still there")
        self.assertEqual(self.error("close", rows[0]["id"])["code"], "not_found")
        self.cli("close", "first", code=USAGE)

    def test_trace(self):
        self.start()
        self.say(self.tunnel())
        steps = [json.loads(line) for line in self.cli("trace", "--json")[0].splitlines()]
        self.assertIn("opened", [step["step"] for step in steps])
        of_it = [json.loads(line) for line in self.cli("trace", "--json", "--of", "tunnel:1")[0].splitlines()]
        self.assertEqual({step.get("tunnel", 1) for step in of_it}, {1})
        self.assertIn(", tunnel 1: the tunnel is open\n", self.cli("trace")[0])
        self.cli("trace", "--of", "one", code=USAGE)

    def follow(self, *arguments):
        process = self.room.start("follow", [PROGRAMS.cli, "trace", "--follow", *arguments])
        self.exit_codes[process] = None
        # It is there once it is among the clients; the first thing that happens then is seen.
        harness.wait_until(lambda: self.followed(process), self.seconds(10), "nothing follows")
        return process

    def followed(self, process):
        """Whether it tells of a tunnel that is opened now."""
        self.tunnel().close()
        return process.output() != b""

    def test_trace_goes_on(self):
        self.start()
        process = self.follow("--json")
        before = len(self.client.find_events(event="tunnel-opened"))
        connection = self.tunnel()
        self.say(connection)
        number = self.client.wait_for_event(event="tunnel-opened", count=before + 1)["id"]
        process.wait_for_event(step="opened", tunnel=number)
        text = self.follow()
        harness.wait_until(lambda: b": the tunnel is open\n" in text.output(), self.seconds(10), "it is not told")
        # Where Culvert ends, this ends as well.
        self.exit_codes[self.client] = 0
        self.client.signal(signal.SIGTERM)
        self.assertEqual(process.wait(10), FAILED)
        self.assertEqual(text.wait(10), FAILED)
        self.assertIn("Culvert ended", text.errors())

    def test_another_place(self):
        place = self.room.path("elsewhere")
        self.start("--control", place)
        self.cli("status", code=NOT_RUNNING)
        self.assertTrue(self.ask("status", "--control", place)["on"])

    def test_without(self):
        self.start("--no-control")
        self.cli("status", code=NOT_RUNNING)
        self.assertFalse(os.path.exists(PLACE))


class Owner(ControlTest):
    """One engine has the socket."""

    def test_two(self):
        self.start()
        arguments = ["run", *self.room.client_arguments(self.proxy), "--socks", "127.0.0.1:0"]
        out, errors = self.cli(*arguments, code=FAILED)
        self.assertEqual((out, errors),
                         ("", f"culvert-cli: Culvert runs already, process {self.client.pid}; use culvert-cli status\n"))
        self.assertTrue(self.ask("status")["on"])
        other = self.room.start_client(self.proxy, "--control", self.room.path("other"), control=True)
        self.assertTrue(self.ask("status", "--control", self.room.path("other"))["on"])
        self.exit_codes[other] = 0
        other.signal(signal.SIGTERM)
        other.wait(5)
        self.assertFalse(os.path.exists(self.room.path("other")))

    def test_one_that_was_killed_is_replaced(self):
        killed = self.start()
        self.exit_codes[killed] = None
        killed.signal(signal.SIGKILL)
        killed.wait(5)
        self.assertTrue(os.path.exists(PLACE))
        self.assertEqual(self.cli("status", code=NOT_RUNNING)[1], "culvert-cli: Culvert does not run.\n")
        self.start()
        self.assertTrue(self.ask("status")["on"])

    def test_of_many_that_start_at_once_one_wins(self):
        arguments = [PROGRAMS.cli, "run", *self.room.client_arguments(self.proxy), "--json", "--socks", "127.0.0.1:0"]
        processes = [self.room.start("one", arguments) for _ in range(8)]
        self.exit_codes.update(dict.fromkeys(processes))
        harness.wait_until(lambda: sum(process.alive() for process in processes) == 1, self.seconds(20),
                           "they do not agree")
        winner = next(process for process in processes if process.alive())
        winner.wait_for_event(event="started")
        self.assertTrue(self.ask("status")["on"])
        for process in processes:
            if process is not winner:
                self.assertEqual(process.wait(1), FAILED)
                self.assertIn(f"Culvert runs already, process {winner.pid}", process.errors())


class BadClients(ControlTest):
    def setUp(self):
        super().setUp()
        self.start()

    def check_unharmed(self):
        self.say(self.tunnel())
        self.assertTrue(self.ask("status")["on"])

    def test_modes(self):
        self.assertEqual(stat.S_IMODE(os.stat(PLACE).st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(PLACE)).st_mode), 0o700)

    def test_another_user_is_refused(self):
        if os.geteuid() != 0:
            self.skipTest("only root can become another user")
        command = [harness.find_program("setpriv"), f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
                   sys.executable, "-c", ASK_AS_SOMEBODY_ELSE, PLACE]
        self.assertIn(b"no permission", harness.run(command).stderr)
        # Nor if the file system lets it through.
        os.chmod(PRIVATE, 0o755)
        os.chmod(os.path.dirname(PLACE), 0o755)
        os.chmod(PLACE, 0o666)
        self.addCleanup(os.chmod, os.path.dirname(PLACE), 0o700)
        done = harness.run(command)
        error = json.loads(done.stdout)["error"]
        self.assertEqual(error["code"], "denied")
        self.assertIn("another user", error["sentence"])
        self.check_unharmed()

    def test_oversized_and_malformed_requests(self):
        for lines, code in ((b"nonsense\n", "invalid"), (b"\xff\xfe\x00\n", "invalid"), (b"{}\n", "invalid"),
                            (b'{"id":1,"id":1,"command":"off"}\n', "invalid"), (b"[" * 1000 + b"\n", "limit"),
                            (b'{"id":1,"command":"off","more":1}\n', "invalid"),
                            (b'{"id":1,"command":"nothing-of-the-kind"}\n', "unsupported"),
                            (b'{"id":1,"command":"close","tunnel":"1"}\n', "invalid"),
                            (b"x" * 70_000, "limit"), (b'{"id":1,"command":"' + b"x" * 70_000 + b'"}\n', "limit")):
            with self.subTest(start=lines[:30]), raw() as connection:
                try:
                    connection.sendall(lines)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # it had heard enough
                answer = json.loads(connection.makefile().readline())
                self.assertEqual(answer["error"]["code"], code)
        self.check_unharmed()

    def test_one_byte_at_a_time(self):
        with raw() as connection:
            for byte in b'{"id":7,"command":"forward-list"}\n':
                connection.sendall(bytes([byte]))
            self.assertEqual(json.loads(connection.makefile().readline()), {"id": 7, "result": []})

    def test_one_who_never_reads(self):
        """Asks for more and more, takes nothing."""
        with raw() as connection:
            connection.setblocking(False)
            request, sent = b'{"id":1,"command":"trace"}\n' * 1000, 0
            # Until nothing more is taken: the answers would be hundreds of megabytes.
            while select.select([], [connection], [], 1)[1] and sent < 64 * MIB:
                sent += connection.send(request)
            self.assertLess(sent, 64 * MIB)
            self.check_unharmed()
        self.assertLess(self.resident(), 200 * MIB * (4 if PROGRAMS.sanitized else 1))

    def resident(self):
        with open(f"/proc/{self.client.pid}/status", encoding="ascii") as file:
            return int(re.search(r"VmRSS:\s+(\d+) kB", file.read())[1]) * 1024

    def test_a_thousand_at_once_do_not_stop_the_data_path(self):
        origin = self.closing(Origin(self.room.directory))
        digest = origin.file("file", 256 * MIB)
        got = self.room.path("got")
        curl = self.room.start("curl", ["curl", "-q", "-sS", "--max-time", "100", "-o", got, "-x",
                                        f"socks5h://127.0.0.1:{self.client.socks[1]}", origin.url("file")])
        harness.wait_until(lambda: os.path.exists(got) and os.path.getsize(got) > MIB, self.seconds(20), "nothing comes")
        connection = self.tunnel()
        crowd = [self.closing(raw()) for _ in range(CROWD)]
        slowest = 0.0
        for number, client in enumerate(crowd):
            try:
                client.sendall(b'{"id":1,"command":"status"}\n')
            except BrokenPipeError:
                pass  # it was told that there are too many
            if number % 50 == 0:
                start = time.monotonic()
                self.say(connection)
                slowest = max(slowest, time.monotonic() - start)
        answers = [json.loads(client.makefile().readline()) for client in crowd]
        served = [answer for answer in answers if "result" in answer]
        sent_away = [answer for answer in answers if answer.get("error", {}).get("code") == "limit"]
        self.assertGreaterEqual(len(served), 60)
        self.assertEqual(len(served) + len(sent_away), CROWD)
        self.assertLess(slowest, self.seconds(5))
        self.assertEqual(curl.wait(100), 0, curl.errors())
        with open(got, "rb") as file:
            self.assertEqual(hashlib.file_digest(file, "sha256").hexdigest(), digest)
        for client in crowd:
            client.close()
        self.check_unharmed()

    def test_a_thousand_one_after_the_other(self):
        for _ in range(CROWD):
            with raw() as connection:
                connection.sendall(b'{"id":1,"command":"trace","follow":true}\n')
        descriptors = len(os.listdir(f"/proc/{self.client.pid}/fd"))
        harness.wait_until(lambda: len(os.listdir(f"/proc/{self.client.pid}/fd")) <= 64, self.seconds(10),
                           f"of {descriptors} descriptors too many stay open")
        self.check_unharmed()


class Saved(ControlTest):
    """run without --proxy: by the setup that is on the disk."""

    def setUp(self):
        super().setUp()
        self.setup_file = os.path.join(PRIVATE, "culvert", "setup.json")
        for name in ("setup.json", "setup.json.bak"):
            path = os.path.join(PRIVATE, "culvert", name)
            if os.path.exists(path):
                os.remove(path)

    def add(self, name, *more):
        return self.cli("profiles", "add", "--name", name, *self.room.client_arguments(self.proxy), *more)[0].strip()

    def import_(self, *profiles, code=DONE):
        path = self.room.write("profiles.json", json.dumps({"schema": 1, "profiles": profiles}))
        return self.cli("profiles", "import", path, code=code)

    def saved(self):
        with open(self.setup_file, encoding="utf-8") as file:
            return json.load(file)

    def start_saved(self, **options):
        self.client = self.room.start("client", [PROGRAMS.cli, "run", "--json", "--verbose"], **options)
        self.client.wait_for_event(event="started")
        return self.client

    def listen_anywhere(self):
        """The listener that came with the first profile has the usual port: tests run side by side."""
        setup = self.saved()
        setup["listeners"] = [{"listen": "127.0.0.1:0"}]
        with open(self.setup_file, "w", encoding="utf-8") as file:
            json.dump(setup, file)

    def stop(self):
        self.exit_codes[self.client] = 0
        self.client.signal(signal.SIGTERM)
        self.assertEqual(self.client.wait(5), 0)

    def test_nothing_is_saved(self):
        self.assertEqual(self.cli("profiles", "list")[0], "There is no profile.\n")
        self.assertEqual(self.ask("profiles", "list"), [])
        self.assertIn("no profile is saved", self.cli("run", code=USAGE)[1])
        self.assertIn("--proxy", self.cli("run", "--socks", "0", code=USAGE)[1])

    def test_profiles(self):
        self.assertEqual(self.add("Work"), "work")
        self.import_({"proxy": "proxy.example", "name": "Home", "ca_file": "/etc/passwd"})
        self.assertEqual([(row["id"], row["in_use"]) for row in self.ask("profiles", "list")],
                         [("work", True), ("home", False)])
        self.assertEqual(self.saved()["listeners"], [{"listen": "localhost:1080"}])
        self.assertEqual(self.saved()["profiles"][1], {"id": "home", "name": "Home", "proxy": "proxy.example"})
        self.cli("profiles", "use", "home")
        self.assertEqual(self.saved()["profile"], "home")
        self.assertRegex(self.cli("profiles", "list")[0], r"\n\*  home +Home +proxy\.example\n")
        self.assertEqual(json.loads(self.cli("profiles", "show", "work")[0])["profiles"][0]["ca_file"], self.proxy.ca)
        exported = self.cli("profiles", "export", "work")[0]
        self.assertNotIn(self.proxy.ca, exported)
        self.cli("profiles", "import", "-", input=exported.encode())
        link = self.cli("profiles", "export", "--link", "home")[0].strip()
        self.assertTrue(link.startswith("culvert://"), link)
        self.cli("profiles", "import", link)
        self.assertEqual([row["id"] for row in self.ask("profiles", "list")], ["work", "home", "work-2", "home-2"])
        self.assertEqual(self.error("profiles", "remove", "home")["code"], "invalid")
        self.cli("profiles", "remove", "work")
        self.assertEqual(self.error("profiles", "show", "work")["code"], "not_found")
        self.assertEqual(self.error("profiles", "use", "work")["code"], "not_found")
        self.import_({"proxy": 5}, code=USAGE)
        self.cli("profiles", "import", "culvert://nonsense", code=USAGE)
        self.cli("profiles", "import", self.room.path("not-there"), code=USAGE)
        self.assertEqual([row["id"] for row in self.ask("profiles", "list")], ["home", "work-2", "home-2"])

    def test_it_runs_and_what_is_changed_is_saved(self):
        self.add("Work")
        self.listen_anywhere()
        self.start_saved()
        status = self.ask("status")
        self.assertEqual((status["saved"], status["profile"]), (True, "work"))
        target = f"{self.server.host}:{self.server.port}"
        added = self.ask("forward", "add", f"127.0.0.1:0={target}")
        self.assertTrue(added["saved"])
        self.assertNotEqual(added["listen"], "127.0.0.1:0")
        self.add("Home")
        self.cli("profiles", "use", "home")
        self.assertEqual(self.ask("status")["profile"], "home")
        self.assertEqual(self.saved()["profile"], "home")
        self.stop()
        self.start_saved()
        self.assertEqual([row["listen"] for row in self.ask("forward", "list")], [added["listen"]])
        host, _, port = added["listen"].rpartition(":")
        with socket.create_connection((host, int(port))) as connection:
            self.say(connection)
        self.cli("forward", "remove", added["forward"])
        self.assertEqual(self.saved()["applications"], [])

    def test_K3_no_secret_is_saved(self):
        hashed = harness.run([PROGRAMS.proxy, "--hash-password"], input=b"a long secret\n").stdout.decode().strip()
        self.proxy = self.room.start_proxy("--users", self.room.write("users", f"kim:{hashed}\n"))
        self.secrets.append("a long secret")
        self.add("Work", "--user", "kim", "--password-file", self.room.write("password", "a long secret\n"))
        self.assertEqual(self.saved()["profiles"][0]["authentication"],
                         {"scheme": "password", "user": "kim", "secret": {"file": self.room.path("password")}})
        self.add("Home", "--user", "kim")
        self.assertEqual(self.saved()["profiles"][1]["authentication"]["secret"], {"ask": True})
        self.listen_anywhere()
        self.start_saved()
        host, _, port = self.ask("status")["listeners"][0]["address"].rpartition(":")
        self.client.socks = (host, int(port))
        self.say(self.tunnel())
        self.cli("forward", "add", f"127.0.0.1:0={self.server.host}:{self.server.port}")
        self.assertIn("asked for", self.error("profiles", "use", "home")["sentence"])
        self.assertEqual(self.ask("status")["profile"], "work")
        for name in os.listdir(os.path.dirname(self.setup_file)):
            path = os.path.join(os.path.dirname(self.setup_file), name)
            if os.path.isfile(path):
                with open(path, encoding="utf-8") as saved:
                    self.assertNotIn("a long secret", saved.read())


class Secrets(ControlTest):
    """Passwords by a descriptor and at a terminal."""

    def setUp(self):
        super().setUp()
        hashed = harness.run([PROGRAMS.proxy, "--hash-password"], input=b"a long secret\n").stdout.decode().strip()
        self.proxy = self.room.start_proxy("--users", self.room.write("users", f"kim:{hashed}\n"))
        self.secrets.append("a long secret")

    def check(self, *arguments, **options):
        return subprocess.Popen([PROGRAMS.cli, "check", *self.room.client_arguments(self.proxy), "--user", "kim",
                                 *arguments, self.server.host, str(self.server.port)], env=harness.environment(),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

    def finish(self, process, code):
        out, errors = process.communicate(timeout=PROGRAMS.seconds(20))
        self.check_output(out + errors)
        self.assertEqual(process.returncode, code, out + errors)
        return out.decode(), errors.decode()

    def test_by_a_descriptor(self):
        for words, code in ((b"a long secret\nand more", DONE), (b"a long secret", DONE), (b"wrong\n", FAILED), (b"", USAGE)):
            read, write = os.pipe()
            os.write(write, words)
            os.close(write)
            process = self.check("--password-fd", str(read), pass_fds=[read], stdin=subprocess.DEVNULL)
            os.close(read)
            self.finish(process, code)
        self.finish(self.check("--password-fd", "77", stdin=subprocess.DEVNULL), USAGE)
        self.finish(self.check("--password-fd", "0", "--password-file", "x", stdin=subprocess.DEVNULL), USAGE)

    def at_a_terminal(self, typed):
        """(exit code, what the terminal showed) of `check`, to whose question `typed` is the answer."""
        pid, terminal = os.forkpty()
        if pid == 0:
            try:
                os.execve(PROGRAMS.cli, [PROGRAMS.cli, "check", *self.room.client_arguments(self.proxy), "--user", "kim"],
                          harness.environment())
            finally:
                os._exit(99)
        shown = b""
        deadline = time.monotonic() + self.seconds(20)
        try:
            while time.monotonic() < deadline:
                if not select.select([terminal], [], [], 0.1)[0]:
                    continue
                try:
                    shown += os.read(terminal, 4096)
                except OSError:  # the other end is closed
                    break
                if typed and b": " in shown:
                    os.write(terminal, typed)
                    typed = b""
        finally:
            os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()

    def test_at_a_terminal(self):
        code, shown = self.at_a_terminal(b"a long secret\n")
        self.assertEqual(code, DONE, shown)
        self.assertTrue(shown.lower().startswith("password of kim for "), shown)
        self.assertNotIn("a long secret", shown)
        code, shown = self.at_a_terminal(b"\n")
        self.assertEqual(code, USAGE, shown)
        code, shown = self.at_a_terminal(b"\x03")
        self.assertEqual(code, -signal.SIGINT, shown)

    def test_without_a_terminal(self):
        process = self.check(stdin=subprocess.DEVNULL, start_new_session=True)
        self.assertIn("no terminal", self.finish(process, USAGE)[1])


if __name__ == "__main__":
    harness.main()

#!/usr/bin/env python3
"""culvert-cli check, and the trace of culvert-cli run."""

import csv
import json
import re
import signal

import harness
from harness import PROGRAMS, free_port
from servers import Origin
from wire import SUCCEEDED, reply_of

CONNECTION = {"3": ["lookup", "looked-up", "quic", "quic-ready", "http-ready"],
              "2": ["lookup", "looked-up", "tcp", "tcp-ready", "tls", "tls-ready", "http-ready"]}
CONNECTION["1.1"] = CONNECTION["2"]
VERSIONS = tuple(CONNECTION)


class CheckTest(harness.E2eTest):
    def setUp(self):
        super().setUp()
        self.origin = self.closing(Origin(self.room.directory))
        self.proxy = self.room.start_proxy()

    def check(self, *arguments, ca=True):
        done = harness.run([PROGRAMS.cli, "check", "--proxy", self.proxy.template,
                            *(["--ca", self.proxy.ca] if ca else []), *arguments])
        self.check_output(done.stdout + done.stderr)
        return done.returncode, done.stdout.decode().splitlines(), done.stderr.decode()


class Check(CheckTest):
    def test_a_tunnel_that_opens(self):
        for version in VERSIONS:
            code, lines, errors = self.check("--http", version, "127.0.0.1", self.origin.port)
            self.assertEqual((code, errors), (0, ""), lines)
            self.assertRegex(lines[-1], rf"\AThe tunnel to 127\.0\.0\.1:{self.origin.port} opens, in \d+ ms "
                                        rf"\(HTTP/{re.escape(version)}, TLSv1\.3, TLS_\w+, \w+, at 127\.0\.0\.1:\d+\)\.\Z")
            times = [float(line.split(" ms  ")[0]) for line in lines[:-1]]
            self.assertEqual(times, sorted(times))
            self.assertIn("the proxy answered", lines[-2])

    def test_the_steps_for_programs(self):
        for version in VERSIONS:
            code, lines, _ = self.check("--http", version, "--json", "127.0.0.1", self.origin.port)
            steps = [json.loads(line) for line in lines]
            self.assertEqual(code, 0)
            self.assertEqual([s["step"] for s in steps[:-1]],
                             ["arrived", "decided", "waiting", *CONNECTION[version], "request", "answer"])
            self.assertEqual((steps[-1]["event"], steps[-1]["ok"]), ("checked", True))
            self.assertEqual(steps[-2]["status"], 101 if version == "1.1" else 200)

    def test_the_proxy_alone(self):
        for version in VERSIONS:
            code, lines, _ = self.check("--http", version)
            self.assertEqual(code, 0)
            self.assertRegex(lines[-1], r"\AThe proxy can be reached \(HTTP/")
        self.assertEqual(self.proxy.find_events(event="opened"), [])

    def test_the_one_sentence_that_says_what_to_do(self):
        dead = free_port()
        for arguments, code, sentence in (
                (["127.0.0.1", dead], 1, f"The proxy could not talk to 127.0.0.1:{dead}: .*refused.* Check the destination's port."),
                (["nowhere.invalid"], 1, "The proxy could not talk to nowhere.invalid:443: .*"),
                (["--pin", "sha256/" + "A" * 43 + "="], 1, "No secure connection to the proxy .*")):
            with self.subTest(arguments=arguments):
                got, lines, _ = self.check(*arguments)
                self.assertEqual(got, code, lines)
                self.assertRegex(lines[-1], rf"\A{sentence}\Z")
                self.assertTrue(all(" ms  " in line for line in lines[:-1]))
        code, lines, _ = self.check("127.0.0.1", "80", ca=False)
        self.assertEqual(code, 1)
        self.assertIn("choose its CA file", lines[-1])

    def test_nobody_there(self):
        done = harness.run([PROGRAMS.cli, "check", "--proxy", f"localhost:{free_port()}", "--json"])
        last = json.loads(done.stdout.decode().splitlines()[-1])
        self.assertEqual((done.returncode, last["ok"], last["stage"], last["code"]), (1, False, "tcp", "refused"))

    def test_wrong_usage(self):
        for arguments in (["a b", "80"], ["example.com", "0"], ["--http", "4"]):
            code, lines, errors = self.check(*arguments)
            self.assertEqual((code, lines), (2, []))
            self.assertRegex(errors, r"\Aculvert-cli: .*\n\Z")


class TraceOfARun(CheckTest):
    def run_with(self, *arguments):
        client = self.room.start_client(self.proxy, *arguments)
        for _ in range(2):
            self.assertEqual(reply_of(client, "127.0.0.1", self.origin.port), SUCCEEDED)
        return client

    def stop(self, client):
        self.exit_codes[client] = 0
        client.signal(signal.SIGTERM)
        self.assertEqual(client.wait(8), 0)

    def test_live(self):
        client = self.run_with("--trace")
        for step in ("arrived", "request", "answer", "opened", "tunnel-end"):
            for tunnel in (1, 2):
                client.wait_for_event(event="step", step=step, tunnel=tunnel)

    def test_live_of_one_tunnel(self):
        client = self.run_with("--trace", "--trace-of", "tunnel:2")
        client.wait_for_event(event="step", step="tunnel-end", tunnel=2)
        self.assertEqual(client.find_events(event="step", tunnel=1), [])

    def test_files(self):
        for name in ("trace.jsonl", "trace.csv"):
            path = self.room.path(name)
            client = self.run_with("--trace-file", path)
            client.wait_for_event(event="tunnel-closed", count=2)
            self.stop(client)
            with open(path, newline="", encoding="ascii") as file:
                rows = list(csv.DictReader(file)) if name.endswith("csv") else [json.loads(line) for line in file]
            steps = [row["step"] for row in rows if str(row.get("tunnel")) == "2"]
            self.assertEqual(steps[0], "arrived")
            self.assertEqual(steps[-1], "tunnel-end")
            answer = next(row for row in rows if row["step"] == "answer")
            self.assertEqual(str(answer.get("status", answer.get("value"))), "200")

    def test_wrong_usage(self):
        for arguments, words in ((["--trace-of", "tunnel:0"], "tunnel:NUMBER"), (["--trace-of", "x:1"], "tunnel:NUMBER"),
                                 (["--trace-file", self.room.path("no/such/file")], "cannot be written")):
            done = harness.run([PROGRAMS.cli, "run", "--proxy", self.proxy.template, *arguments])
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr.decode())


if __name__ == "__main__":
    harness.main()

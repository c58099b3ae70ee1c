#!/usr/bin/env python3
"""Proves that the bench's figures are right: culvert-load against its own target, directly and through a SOCKS5 server
whose delay, speed and faults are known; the readings of /proc; the arithmetic of the report.

usage: selftest.py CULVERT_LOAD [unittest options]
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest
from contextlib import suppress

sys.dont_write_bytecode = True

import report
from processes import BenchError, Supervisor, cpu_seconds, free_port, memory, read_stat
from rows import ROWS

LOAD = ""
REQUEST = 64  # bytes of the request that chooses the target's role


class Relay:
    """A SOCKS5 server with a fault, one thread a direction.

    Faults: "refuse" answers code 5; "garbage" answers what is not SOCKS; "vanish" says success and closes, "sometimes"
    does so on every 50th connection; after the first 100,000 bytes of a direction "cut" closes, "flip" changes a byte
    and "drop" loses one. `delay` holds each piece back, `speed` (bytes a second) slows each direction, `open_delay`
    holds back the answer to a request.
    """

    def __init__(self, fault="", delay=0.0, speed=0.0, open_delay=0.0):
        self.fault, self.delay, self.speed, self.open_delay = fault, delay, speed, open_delay
        self.connections, self.bytes = 0, {"up": 0, "down": 0}
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def accept(self):
        try:
            while True:
                client, _ = self.listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self.serve, args=(client,), daemon=True).start()
        except OSError:
            pass  # shut down

    def serve(self, client):
        with client, suppress(OSError):
            client.recv(3, socket.MSG_WAITALL)
            client.sendall(b"HTTP/1.1 400\r\n" if self.fault == "garbage" else b"\x05\x00")
            request = client.recv(10, socket.MSG_WAITALL)
            if len(request) < 10:
                return
            time.sleep(self.open_delay)
            code = 5 if self.fault == "refuse" else 0
            client.sendall(bytes([5, code, 0, 3, 4]) + b"name" + b"\x00\x50")  # a reply of unusual length
            self.connections += 1
            if self.fault in ("refuse", "vanish") or (self.fault == "sometimes" and self.connections % 50 == 0):
                return
            where = (socket.inet_ntoa(request[4:8]), int.from_bytes(request[8:10], "big"))
            with socket.create_connection(where) as target:
                target.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                back = threading.Thread(target=self.copy, args=(target, client, "down"), daemon=True)
                back.start()
                self.copy(client, target, "up")
                back.join(20)

    def copy(self, source, sink, direction):
        moved = 0
        try:
            while piece := source.recv(65536):
                time.sleep(self.delay + (len(piece) / self.speed if self.speed else 0))
                if moved <= 100_000 < moved + len(piece):
                    if self.fault == "cut":
                        break
                    if self.fault == "flip":
                        piece = bytes([piece[0] ^ 1]) + piece[1:]
                    if self.fault == "drop":
                        piece = piece[1:]
                moved += len(piece)
                self.bytes[direction] += len(piece)
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        """Ends the wait for connections first: a socket closed under a thread that waits on it goes on listening."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listener.close()


class LoadTest(unittest.TestCase):
    """Each test has a fresh target, whose own counts it can ask for at the end."""

    def setUp(self):
        self.supervisor = Supervisor()
        self.addCleanup(self.supervisor.__exit__)
        self.target = self.supervisor.start("target", [LOAD, "serve"])
        self.address = self.target.wait_for_event(lambda event: event["event"] == "listening")["address"]

    def load(self, command, *options, relay=None, target=None):
        route = ["--socks", relay.address] if relay else ["--direct"]
        done = subprocess.run(
            [LOAD, command, *route, "--target", target or self.address, *map(str, options)],
            capture_output=True, text=True, timeout=40, check=False, stdin=subprocess.DEVNULL)
        if relay:
            relay.close()
        return done

    def result(self, *arguments, **keywords):
        start = time.monotonic()
        done = self.load(*arguments, **keywords)
        wall = time.monotonic() - start
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(done.stdout.splitlines()[-1])
        self.assertLessEqual(result.get("seconds", 0), wall)
        return result

    def assert_fails(self, pattern, *arguments, **keywords):
        done = self.load(*arguments, **keywords)
        relay = keywords.get("relay")
        seen = f"{relay.fault} at {relay.address}, {relay.connections} connections" if relay else "no relay"
        self.assertEqual((done.returncode, done.stdout), (1, ""), f"{done.stderr}; {arguments}; {seen}")
        self.assertRegex(done.stderr, pattern)
        self.assertEqual(done.stderr.count("\n"), 1, "one sentence")

    def targets_counts(self):
        """Its clients are gone; what they sent has arrived, and the target counts it before it ends."""
        self.target.popen.send_signal(signal.SIGTERM)
        self.assertEqual(self.target.popen.wait(5), 0)
        return self.target.wait_for_event(lambda event: event["event"] == "stopped")


class Bytes(LoadTest):
    def check_bulk(self, result, connections, count):
        self.assertEqual((result["connections"], result["bytes"]), (connections, count))
        self.assertAlmostEqual(result["gbit_per_s"] * result["seconds"] / (count * 8e-9), 1, delta=0.01)

    def test_all_bytes_arrive_and_both_ends_count_the_same(self):
        for connections, count in ((1, 20_000_003), (3, 30_000_001), (8, 8)):
            options = ("--connections", connections, "--bytes", count, "--verify")
            self.check_bulk(self.result("down", *options), connections, count)
            self.check_bulk(self.result("up", *options), connections, count)
        counts = self.targets_counts()
        self.assertEqual((counts["sent"], counts["received"], counts["open"]), (50_000_012, 50_000_012, 0))
        self.assertEqual(counts["accepted"], 24)

    def test_without_verify_too(self):
        self.check_bulk(self.result("down", "--bytes", 40_000_000), 1, 40_000_000)
        self.check_bulk(self.result("up", "--bytes", 40_000_000), 1, 40_000_000)
        counts = self.targets_counts()
        self.assertEqual((counts["sent"], counts["received"]), (40_000_000, 40_000_000))

    def test_by_time(self):
        for direction in ("down", "up"):
            result = self.result(direction, "--seconds", 0.3, "--connections", 2)
            self.assertTrue(0.3 <= result["seconds"] < 3, result)
            self.check_bulk(result, 2, result["bytes"])
            self.assertGreater(result["bytes"], 1_000_000)

    def test_a_relay_sees_the_same_bytes(self):
        relay = Relay()
        self.result("down", "--bytes", 3_000_000, "--verify", relay=relay)
        self.assertEqual((relay.bytes["down"], relay.bytes["up"]), (3_000_000, REQUEST))
        relay = Relay()
        self.result("up", "--bytes", 3_000_000, "--verify", relay=relay)
        self.assertEqual((relay.bytes["down"], relay.bytes["up"]), (8, 3_000_000 + REQUEST))

    def test_a_known_speed_is_measured(self):
        for direction in ("down", "up"):  # 10 MB/s are 0.08 Gbit/s; sleeping too long makes it slower, never faster
            result = self.result(direction, "--bytes", 4_000_000, relay=Relay(speed=10e6))
            self.assertLess(result["gbit_per_s"], 0.0801)
            self.assertGreater(result["gbit_per_s"], 0.02)


class Faults(LoadTest):
    def test_dead_ends(self):
        dead = f"127.0.0.1:{free_port()}"
        for command, *options in (("down", "--bytes", 10), ("up", "--bytes", 10), ("rate",), ("ping",), ("idle",)):
            self.assert_fails("Connection refused", command, *options, target=dead)
            self.assert_fails(r"connection refused \(5\)", command, *options, relay=Relay("refuse"))
            self.assert_fails("SOCKS", command, *options, relay=Relay("garbage"))
            done = self.load(command, *options, relay=Relay("vanish"))
            self.assertEqual((done.returncode, done.stdout), (1, ""), command)

    def test_cut_changed_and_lost_bytes(self):
        many = ("--bytes", 2_000_000)
        self.assert_fails("of 2000000 bytes", "down", *many, relay=Relay("cut"))
        self.assert_fails("answered with its count|broken off", "up", *many, relay=Relay("cut"))
        self.assert_fails("of 2000000 bytes", "down", *many, relay=Relay("drop"))
        self.assert_fails("differs", "down", *many, "--verify", relay=Relay("flip"))
        self.assert_fails("answered with its count|broken off", "up", *many, "--verify", relay=Relay("flip"))

    def test_a_time_limit_ends_everything(self):
        start = time.monotonic()
        self.assert_fails("time limit", "down", "--bytes", 10**9, "--timeout", 1, relay=Relay(speed=1e6))
        self.assertLess(time.monotonic() - start, 10)

    def test_wrong_usage(self):
        for words in (("down",), ("up", "--bytes", 5, "--seconds", 1), ("rate", "--what"), ("ping", "--count", "many")):
            self.assert_fails("culvert-load", *words)


class Small(LoadTest):
    def test_rate_counts_what_the_target_answered(self):
        for concurrency in (1, 32):
            result = self.result("rate", "--concurrency", concurrency, "--seconds", 5, "--max", 1000)
            self.assertEqual(result["connections"], 1000)
            self.assertAlmostEqual(result["per_s"], 1000 / result["seconds"], delta=1)
        counts = self.targets_counts()
        self.assertEqual(counts["answered"], counts["accepted"])
        more = 2 * 100 + 64  # for warming up, and in flight at the end
        self.assertTrue(2000 <= counts["answered"] <= 2000 + more, counts)

    def test_rate_counts_failures(self):
        options = ("rate", "--seconds", 5, "--max", 200)
        result = self.result(*options, "--tolerate", 10, relay=Relay("sometimes"))
        self.assertEqual(result["connections"], 200)
        self.assertTrue(4 <= result["failed"] <= 6, result)
        self.assert_fails("ended before its answer|cannot receive", *options, "--tolerate", 1, relay=Relay("sometimes"))

    def test_rate_stops_in_time(self):
        result = self.result("rate", "--concurrency", 4, "--seconds", 0.2, relay=Relay())
        self.assertLess(result["seconds"], 3)

    def test_a_known_delay_is_measured(self):
        result = self.result("rate", "--seconds", 0.5, "--max", 100, relay=Relay(open_delay=0.02))
        self.assertTrue(10 < result["per_s"] < 50, result)
        self.assertGreater(result["p50_us"], 20_000)
        result = self.result("ping", "--count", 20, relay=Relay(delay=0.005))
        self.assertTrue(10_000 < result["p50_us"] < 500_000, result)

    def test_ping(self):
        result = self.result("ping", "--count", 1000)
        self.assertEqual((result["count"], result["size"], result["bulk_gbit_per_s"]), (1000, 64, 0))
        self.assertTrue(0 < result["p50_us"] <= result["p90_us"] <= result["p99_us"] <= result["max_us"])
        self.assertLess(result["p50_us"] * 500e-6, result["seconds"])
        result = self.result("ping", "--count", 5000, "--beside-bulk")
        self.assertGreater(result["bulk_gbit_per_s"], 0.01)

    def test_idle_tunnels_are_tunnels(self):
        self.assertEqual(self.result("idle", "--tunnels", 50, relay=(relay := Relay()))["alive_at_end"], 50)
        self.assertEqual(relay.connections, 50)


class Readings(unittest.TestCase):
    BURN = "import time\nwhile time.process_time() < 0.4: pass\n"

    def test_cpu_of_a_tree_with_ended_children(self):
        code = ("import subprocess, sys, time\n"
                f"subprocess.run([sys.executable, '-c', {self.BURN!r}])\n{self.BURN}time.sleep(30)")
        with Supervisor() as supervisor:
            process = supervisor.start("burner", [sys.executable, "-c", code])
            deadline = time.monotonic() + 20
            while cpu_seconds(process.pid) < 0.78 and time.monotonic() < deadline:
                time.sleep(0.05)
            time.sleep(0.2)
            self.assertTrue(0.78 <= cpu_seconds(process.pid) < 1.5, cpu_seconds(process.pid))

    def test_memory_of_a_tree(self):
        code = "import os, time\nos.fork()\nkept = b'x' * 50_000_000\nprint('{}', flush=True)\ntime.sleep(30)"
        with Supervisor() as supervisor:
            process = supervisor.start("holder", [sys.executable, "-c", code])
            process.wait_for_event(lambda event: True)
            time.sleep(0.5)
            self.assertTrue(97_000 < memory(process.pid)["rss"] < 200_000, memory(process.pid))

    def test_nothing_is_left(self):
        code = "import os, time\nprint('{\"child\": %d}' % os.fork(), flush=True)\ntime.sleep(300)"
        with Supervisor() as supervisor:
            process = supervisor.start("parent", [sys.executable, "-c", code])
            child = process.wait_for_event(lambda event: event["child"] > 0)["child"]
            directory = supervisor.directory
            self.assertIsNotNone(read_stat(child))
        self.assertIsNone(read_stat(process.pid))
        self.assertIsNone(read_stat(child))
        self.assertFalse(os.path.exists(directory))

    def test_a_program_that_ends_too_early_is_named(self):
        with Supervisor() as supervisor:
            process = supervisor.start("early", [sys.executable, "-c", "import sys; sys.exit('no room')"])
            with self.assertRaisesRegex(BenchError, "early ended with 1: no room"):
                process.wait_for_event(lambda event: True)


class Report(unittest.TestCase):
    @staticmethod
    def samples(row, key, **values):
        return [{"round": number, "row": row, "system": system, "values": {key: value}}
                for system, series in values.items() for number, value in enumerate(series, 1) if value is not None]

    def test_ratio_is_the_median_of_pairs(self):
        # The machine is twice as slow in the second round: each pair says 1.2 or 1.5, and so does the ratio.
        samples = self.samples("down1", "gbit_per_s", culvert=[6, 3, 7.5], ssh=[5, 2.5, 5])
        self.assertAlmostEqual(report.ratio(samples, "down1", "gbit_per_s", "culvert", "ssh"), 1.2)
        self.assertEqual(report.middle(samples, "down1", "culvert", "gbit_per_s"), 6)

    def test_a_lost_sample_loses_its_pair(self):
        samples = self.samples("down1", "gbit_per_s", culvert=[6, None, 8], ssh=[5, 5, None])
        samples.append({"round": 2, "row": "down1", "system": "culvert", "error": "it broke"})
        self.assertAlmostEqual(report.ratio(samples, "down1", "gbit_per_s", "culvert", "ssh"), 1.2)
        self.assertIsNone(report.ratio(samples, "down1", "gbit_per_s", "culvert", "ss"))

    def test_targets(self):
        samples = (self.samples("ping", "p50_us", culvert=[110] * 3, ss=[100] * 3)
                   + self.samples("rate32", "per_s", culvert=[120] * 3, ss=[100] * 3)
                   + self.samples("memory", "client_rss_growth_mib", culvert=[2.9, 3.1, 2.8])
                   + self.samples("down1", "client_cpu_s_per_gb", culvert=[1.0] * 3, ssh=[1.0] * 3))
        verdicts = {(one["row"], one["text"]): one["met"] for one in report.judge(samples)}
        met = {row: value for (row, _), value in verdicts.items() if value is not None}
        self.assertEqual(met, {"ping": True, "rate32": False, "memory": True, "down1": False})
        self.assertEqual(len(verdicts), len(report.TARGETS))

    def test_targets_name_metrics_that_exist(self):
        for target in report.TARGETS:
            self.assertIn(target.metric, [metric.key for metric in ROWS[target.row].metrics])

    def test_table_shows_what_is_there(self):
        rows, systems = [ROWS["down1"]], ["culvert", "culvert-h3", "ssh"]
        samples = self.samples("down1", "gbit_per_s", **{"culvert": [6.5], "culvert-h3": [3.25], "ssh": [5]})
        text = "\n".join(report.table(report.summarize(samples, systems, rows), systems, rows))
        for word in ("culvert/ssh", "culvert-h3/culvert", "6.50", "1.30", "0.50"):
            self.assertIn(word, text)


if __name__ == "__main__":
    LOAD = os.path.abspath(sys.argv.pop(1))
    unittest.main()

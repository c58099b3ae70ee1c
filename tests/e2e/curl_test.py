#!/usr/bin/env python3
"""curl through the SOCKS listener and a forward: what goes in comes out."""

import concurrent.futures
import hashlib
import unittest

import harness
from harness import PROGRAMS
from servers import Origin, TcpServer
from wire import read_to_end, receive, tunnel

MIB = 1 << 20
SIZES = (0, 1, 16383, 16384, 65535, 65536, 65537, 3 * MIB + 1)  # around the limits of frames and blocks


class CurlTest(harness.E2eTest):
    def setUp(self):
        super().setUp()
        self.origin = self.closing(Origin(self.room.directory))

    def curl(self, *arguments, **options):
        done = harness.curl(self.client, *arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout

    def assert_served(self, url, digest):
        self.assertEqual(hashlib.sha256(self.curl(url)).hexdigest(), digest)


class Transfers(CurlTest):
    def test_download_of_every_size(self):
        self.pair()
        for size in SIZES:
            with self.subTest(size=size):
                self.assert_served(self.origin.url("file"), self.origin.file("file", size))

    def test_upload_of_every_size(self):
        self.pair()
        for size in SIZES:
            with self.subTest(size=size):
                digest = self.origin.file("file", size)
                answer = self.curl("-T", self.room.path("file"), self.origin.url("upload"))
                self.assertEqual(answer.decode(), digest)

    def test_large_download_and_upload_at_once(self):
        self.pair()
        digest = self.origin.file("file", 96 * MIB)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            down = pool.submit(self.curl, self.origin.url("file"))
            up = pool.submit(self.curl, "-T", self.room.path("file"), self.origin.url("upload"))
            self.assertEqual(hashlib.sha256(down.result()).hexdigest(), digest)
            self.assertEqual(up.result().decode(), digest)

    def test_many_at_once_share_one_connection(self):
        if PROGRAMS.http == "1.1":
            self.skipTest("each has its own")
        self.pair()
        digest = self.origin.file("file", 20_000)
        urls = [self.origin.url("file") for _ in range(100)]
        out = [word for number in range(100) for word in ("-o", self.room.path(f"got{number}"))]
        self.curl("--parallel", "--parallel-immediate", "--parallel-max", "50", *out, *urls)
        for number in range(100):
            with open(self.room.path(f"got{number}"), "rb") as file:
                self.assertEqual(hashlib.sha256(file.read()).hexdigest(), digest)
        self.assertEqual(len(self.client.find_events(event="connected")), 1)
        self.assertGreater(len(self.client.find_events(event="tunnel-opened")), 10)

    def test_300_tunnels_at_once(self):
        self.pair()
        held = TcpServer(lambda connection: receive(connection, 1))
        self.closing(held)
        sockets = [self.closing(tunnel(self.client, held.host, held.port)) for _ in range(300)]
        for one in sockets:
            one.sendall(b"x")
        for _ in sockets:
            self.assertEqual(held.next_result(self.seconds(10)), b"x")
        for one in sockets:
            one.close()


class Targets(CurlTest):
    def test_ipv4(self):
        self.pair()
        self.assert_served(self.origin.url("file"), self.origin.file("file", 5000))
        self.assertEqual(self.client.wait_for_event(event="tunnel-closed")["target"], f"127.0.0.1:{self.origin.port}")

    def test_name_is_looked_up_by_the_proxy(self):
        self.pair()
        self.assert_served(self.origin.url("file", "localhost"), self.origin.file("file", 5000))
        self.assertEqual(self.client.wait_for_event(event="tunnel-closed")["target"], f"localhost:{self.origin.port}")
        self.assertEqual(self.proxy.wait_for_event(event="opened")["destination"], f"localhost:{self.origin.port}")

    @unittest.skipUnless(harness.has_ipv6(), "no IPv6 on this machine")
    def test_ipv6(self):
        self.pair()
        origin = self.closing(Origin(self.room.directory, "::1"))
        self.assert_served(origin.url("file"), origin.file("file", 5000))
        self.assertEqual(self.client.wait_for_event(event="tunnel-closed")["target"], f"[::1]:{origin.port}")

    @unittest.skipUnless(harness.has_ipv6(), "no IPv6 on this machine")
    def test_proxy_and_client_on_ipv6(self):
        self.proxy = self.room.start_proxy(listen="[::1]:0")
        self.assertIn("[::1]", self.proxy.template)
        self.client = self.room.start_client(self.proxy, socks="[::1]:0")
        done = harness.run(["curl", "-q", "-sS", "-x", f"socks5h://[::1]:{self.client.socks[1]}",
                            self.origin.url("missing"), "-w", "%{http_code}", "-o", "/dev/null"])
        self.assertEqual((done.returncode, done.stdout), (0, b"404"), done.stderr)

    def test_forward(self):
        self.proxy = self.room.start_proxy()
        self.client = self.room.start_client(
            self.proxy, "--forward", f"127.0.0.1:0=localhost:{self.origin.port}", socks=None)
        listening = self.client.find_events(event="listening")
        self.assertEqual([(one["kind"], one["target"]) for one in listening],
                         [("forward", f"localhost:{self.origin.port}")])
        digest = self.origin.file("file", MIB)
        done = harness.run(["curl", "-q", "-sS", f"http://127.0.0.1:{self.client.forward[1]}/file"])
        self.assertEqual(hashlib.sha256(done.stdout).hexdigest(), digest, done.stderr)

    def test_T1_T3_a_template_of_ones_own_and_a_bare_host(self):
        own = "/tcp?to={target_host}&via={target_port}&q={unknown}"
        self.proxy = self.room.start_proxy("--template", own)
        self.assertTrue(self.proxy.template.endswith(own), self.proxy.template)
        self.client = self.room.start_client(self.proxy)
        digest = self.origin.file("file", 5000)
        self.assert_served(self.origin.url("file", "localhost"), digest)
        bare = self.room.start_proxy()
        self.client = self.room.start_client(f"localhost:{bare.port}", ca=bare.ca)
        self.assert_served(self.origin.url("file"), digest)

    def test_draft_08_and_draft_12_with_the_same_proxy(self):
        self.pair("--wire", "draft-08")
        digest = self.origin.file("file", MIB)
        self.assert_served(self.origin.url("file"), digest)
        self.client = self.room.start_client(self.proxy, "--wire", "draft-12")
        self.assert_served(self.origin.url("file"), digest)


class AnswerEarly(CurlTest):
    def test_transfers(self):
        self.proxy = self.room.start_proxy()
        self.client = self.room.start_client(self.proxy, "--answer-early")
        digest = self.origin.file("file", MIB)
        for _ in range(3):
            self.assert_served(self.origin.url("file"), digest)

    def test_S1_what_goes_wrong_is_a_reset(self):
        self.proxy = self.room.start_proxy()
        self.client = self.room.start_client(self.proxy, "--answer-early")
        with tunnel(self.client, "127.0.0.1", harness.free_port()) as connection:  # the reply says: connected
            self.assertEqual(read_to_end(connection), (b"", "reset"))
        failed = self.client.wait_for_event(event="tunnel-failed")
        self.assertEqual((failed["stage"], failed["code"]), ("destination", "refused"))


class Told(CurlTest):
    def test_V3_what_was_negotiated(self):
        self.pair()
        self.curl(self.origin.url("file"), "-o", "/dev/null")
        connected = self.client.wait_for_event(event="connected")
        self.assertEqual((connected["http"], connected["tls"], connected["alpn"]), 
                         {"1.1": ("HTTP/1.1", "TLSv1.3", "http/1.1"),
                          "2": ("HTTP/2", "TLSv1.3", "h2"),
                          "3": ("HTTP/3", "TLSv1.3", "h3")}[PROGRAMS.http])
        self.assertTrue(connected["cipher"] and connected["group"], connected)
        self.assertEqual(self.proxy.wait_for_event(event="connected")["tls"], "TLSv1.3")

    def test_destinations_are_told_of_only_with_verbose(self):
        """Where people go is nobody's business by default."""
        self.proxy = self.room.start("proxy", [
            PROGRAMS.proxy, "--listen", "127.0.0.1:0", "--self-signed", self.room.path("ca"), "--allow-private",
            "--json"])
        template = self.proxy.wait_for_event(event="listening")["template"]
        port = harness.free_port()
        self.client = self.room.start("client", [
            PROGRAMS.cli, "run", *self.room.client_arguments(template, self.room.path("ca/ca.pem")), "--json",
            "--socks", f"127.0.0.1:{port}"])
        self.client.wait_for_event(event="started")
        self.client.socks = ("127.0.0.1", port)
        self.curl(self.origin.url("file", "localhost"), "-o", "/dev/null")
        if PROGRAMS.http != "1.1":  # where a connection is no news
            self.client.wait_for_event(event="connected")
        for process in (self.client, self.proxy):
            self.assertNotIn(b"localhost", process.output())

    def test_bytes_are_counted_the_same_at_both_ends(self):
        self.pair()
        self.origin.file("file", 3 * MIB)
        self.curl(self.origin.url("file"), "-o", "/dev/null")
        client = self.client.wait_for_event(event="tunnel-closed")
        proxy = self.proxy.wait_for_event(event="closed")
        self.assertTrue(client["ok"] and proxy["ok"], (client, proxy))
        self.assertEqual((client["sent"], client["received"]), (proxy["to_destination"], proxy["from_destination"]))
        self.assertGreater(client["received"], 3 * MIB)


if __name__ == "__main__":
    harness.main()

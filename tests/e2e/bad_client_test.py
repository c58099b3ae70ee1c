#!/usr/bin/env python3
"""Applications and clients that say the wrong thing, and destinations that fail."""

import base64
import socket
import time

import harness
from bad_input import BadInputTest, not_found_here
from h2 import RawClient
from harness import PROGRAMS, free_port
from servers import TcpServer
from wire import (
    FAILED, HOST_UNREACHABLE, NO_ADDRESS_TYPE, NO_COMMAND, REFUSED, SUCCEEDED, read_to_end, receive, reply_of, reset,
    socks_open, socks_request)


# ---- Applications ----------------------------------------------------------------------------------------------------


class Socks(BadInputTest):
    def setUp(self):
        super().setUp()
        self.pair()
        self.bystander = self.start_bystander(self.client)
        self.failures = 0

    def say(self, *pieces, pause=0.02, end=False):
        """All that comes back."""
        with socket.create_connection(self.client.socks, timeout=self.seconds(10)) as connection:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(pause)
            if end:
                connection.shutdown(socket.SHUT_WR)
            return read_to_end(connection)[0]

    def assert_told(self, code, words):
        self.failures += 1
        failed = self.client.wait_for_event(event="tunnel-failed", count=self.failures)
        self.assert_sentence(failed, "local", code, words)
        self.bystander()

    def test_other_protocols(self):
        for greeting, words in ((b"\x16\x03\x01\x02\x00", "speaks TLS"), (b"\x00", "neither SOCKS nor HTTP"),
                                (b"\x06\x01\x00", "neither SOCKS nor HTTP")):
            with self.subTest(greeting=greeting):
                self.assertEqual(self.say(greeting), b"")
                self.assert_told("invalid", words)

    def test_a_web_page_cannot_use_the_port(self):
        """Whatever name led there (DNS rebinding): requests as to a web server reach nothing."""
        for request in (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                        b"POST /x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\n\r\nx",
                        b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"):
            with self.subTest(request=request):
                said = self.say(request)
                self.assertTrue(said.startswith(b"HTTP/1.1 400 Bad Request\r\n"), said)
                self.assertIn(b"This port belongs to Culvert.", said)
                self.assert_told("invalid", "as if it were a web server")

    def test_socks4_without_a_connection(self):
        for command in (2, 0, 255):
            with self.subTest(command=command):
                said = self.say(bytes([4, command]) + b"\x00\x50\xc0\x00\x02\x01kim\x00")
                self.assertEqual(said, b"\x00\x5b" + bytes(6))
                self.assert_told("unsupported", "TCP connection")

    def test_http_that_could_mean_two_things(self):
        for fields in (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", b"Content-Length: 5\r\nContent-Length: 6\r\n",
                       b"Transfer-Encoding : chunked\r\n"):
            with self.subTest(fields=fields):
                said = self.say(b"POST http://192.0.2.1/ HTTP/1.1\r\nHost: 192.0.2.1\r\n" + fields + b"\r\n0\r\n\r\n")
                self.assertTrue(said.startswith(b"HTTP/1.1 400 Bad Request\r\n"), said)
                self.assert_told("invalid", "not proper HTTP")

    def test_wrong_version_in_the_request(self):
        self.assertEqual(self.say(b"\x05\x01\x00", b"\x04" + socks_request("127.0.0.1", 80)[1:]), b"\x05\x00")
        self.assert_told("invalid", "SOCKS5")

    def test_bind_and_udp_associate_get_7(self):
        for command in (2, 3, 0, 9, 255):
            with self.subTest(command=command):
                said = self.say(b"\x05\x01\x00", socks_request("127.0.0.1", 80, command))
                self.assertEqual(said, b"\x05\x00" + bytes([5, NO_COMMAND]) + b"\x00\x01" + bytes(6))
                self.assert_told("unsupported", "TCP connection")

    def test_unknown_address_type_gets_8(self):
        for kind in (0, 2, 5, 255):
            with self.subTest(kind=kind):
                said = self.say(b"\x05\x01\x00", bytes([5, 1, 0, kind]) + b"\x7f\x00\x00\x01\x00\x50")
                self.assertEqual(said[2:4], bytes([5, NO_ADDRESS_TYPE]))
                self.assert_told("invalid", "address")

    def test_methods_that_are_not_offered_get_ff(self):
        for methods in (b"\x01", b"\x02", b"\x80\x81", b""):
            with self.subTest(methods=methods):
                self.assertEqual(self.say(b"\x05" + bytes([len(methods)]) + methods), b"\x05\xff")
                self.assert_told("unauthorized", "authentication")

    def test_truncated_at_every_byte(self):
        whole = b"\x05\x01\x00" + socks_request("localhost", 80)
        for length in range(len(whole)):
            with self.subTest(length=length):
                self.assertIn(self.say(whole[:length], end=True, pause=0), (b"", b"\x05\x00"))
                self.assert_told("closed", "left before")

    def test_byte_by_byte_works(self):
        server = self.closing(TcpServer(lambda connection: connection.sendall(b"hello")))
        pieces = [bytes([byte]) for byte in b"\x05\x01\x00" + socks_request("localhost", server.port)]
        said = self.say(*pieces, pause=0.005, end=True)
        self.assertEqual(said, b"\x05\x00" + b"\x05\x00\x00\x01" + bytes(6) + b"hello")

    def test_all_at_once_with_payload_works(self):
        server = self.closing(TcpServer(lambda connection: connection.sendall(connection.recv(100)[::-1])))
        said = self.say(b"\x05\x01\x00" + socks_request("localhost", server.port) + b"hello", end=True)
        self.assertEqual(said[-5:], b"olleh")

    def test_reset_in_the_handshake(self):
        for words in (b"", b"\x05", b"\x05\x01\x00\x05\x01"):
            with self.subTest(words=words):
                connection = socket.create_connection(self.client.socks)
                connection.sendall(words)
                time.sleep(0.05)
                reset(connection)
                self.failures += 1
                self.client.wait_for_event(event="tunnel-failed", count=self.failures)
                self.bystander()

    def test_destinations_that_are_none(self):
        for name, words in ((b"", "empty"), (b"a b", "must not contain"), (b"x" * 254, "longer|253"),
                            (b"192.0.2.300", "IPv4"), (b"a..b", "empty"), (b"nul\x00nul", "NUL"),
                            (b"fe80::1%eth0", "IPv6")):
            with self.subTest(name=name):
                said = self.say(b"\x05\x01\x00", socks_request(b"\x03" + bytes([len(name)]) + name, 80))
                self.assertEqual(said[2:4], bytes([5, FAILED]))
                self.assert_told("invalid", words)

    def test_port_0(self):
        self.assertEqual(self.say(b"\x05\x01\x00", socks_request("127.0.0.1", 0))[2:4], bytes([5, FAILED]))
        self.assert_told("invalid", "port 0")

    def test_K4_control_characters_in_a_name_never_come_out_raw(self):
        """check_output looks at every byte at the end of the test."""
        names = [b"\x1b[2J", b"a\r\n{\"event\":\"faked\"}", b"\x07\x08\x7f", "\u202egro.elpmaxe".encode(), b"\x9b31m",
                 b"\xff\xfe", "\u0085\u2028".encode(), "ex\u200eample.org".encode(), b"\\x1b", b"tab\there"]
        for name in names:
            with self.subTest(name=name):
                self.say(b"\x05\x01\x00", socks_request(b"\x03" + bytes([len(name)]) + name, 80))
                self.failures += 1
                self.client.wait_for_event(event="tunnel-failed", count=self.failures)
        self.assertEqual(self.client.find_events(event="faked"), [])

    def test_K4_neither_for_people(self):
        """The same without --json."""
        process = self.room.start("plain", [PROGRAMS.cli, "run", *self.room.client_arguments(self.proxy), "--verbose",
                                            "--socks", f"127.0.0.1:{(port := free_port())}"])
        harness.wait_until(lambda: b"Listening" in process.output(), self.seconds(10), "it does not listen")
        for name in (b"\x1b[2J\x07", "\u202egro.elpmaxe".encode(), b"\xff\x9b31m"):
            connection, reply = socks_open(("127.0.0.1", port), b"\x03" + bytes([len(name)]) + name, 80)
            connection.close()
            self.assertEqual(reply, FAILED)
        harness.wait_until(lambda: process.output().count(b"\n") >= 4, self.seconds(10), "it told nothing")
        process.signal(15)
        self.assertEqual(process.wait(10), 0)
        self.check_output(process.output())


class RawRequests(BadInputTest):
    """What the proxy makes of requests that no client of ours sends."""

    def setUp(self):
        super().setUp()
        self.asked = 0
        self.pair()
        self.bystander = self.start_bystander(self.client)

    def ask(self, target, status, **options):
        path = "/.well-known/masque/tcp/" + target if not target.startswith("/") else target
        client = self.closing(RawClient(self.proxy.port, self.proxy.ca))
        self.assertIsNotNone(client.ask(path, **options))
        self.asked += 1
        refused = self.proxy.wait_for_event(event="refused", count=self.asked)
        self.assertEqual(refused["status"], status)
        self.bystander()

    def test_T7_malformed_gets_400(self):
        for target in ("127.0.0.1/0/", "127.0.0.1/65536/", "127.0.0.1/x/", "/80/", "127.0.0.1//", "a%20b/80/",
                       "%zz/80/", "192.0.2.300/80/", "fe80%3a%3a1%25eth0/80/"):
            with self.subTest(target=target):
                self.ask("/.well-known/masque/tcp/" + target, 400)

    def test_other_paths_get_404(self):
        for path in ("/", "/.well-known/masque/udp/127.0.0.1/80/", "/.well-known/masque/tcp/127.0.0.1/80/more"):
            with self.subTest(path=path):
                self.ask(path, 404)

    def test_other_protocols_get_501(self):
        self.ask("127.0.0.1/80/", 501, protocol="websocket")

    def test_K4_what_a_client_sends_is_escaped(self):
        """In the proxy's log; check_output looks at every byte at the end of the test."""
        for target in ("%1b%5b2J/80/", "a%7fb/80/", "%e2%80%ae/80/", "%c2%85/80/", "%ff%fe/80/",
                       "127.0.0.1/%1b/", "a%0ab/80/"):
            with self.subTest(target=target):
                self.ask("/.well-known/masque/tcp/" + target, 400)

    def test_credentials_never_come_out(self):
        secret = base64.b64encode(b"anna:hunter2-hunter2").decode()
        self.secrets = [secret, "hunter2"]
        self.ask("127.0.0.1/0/", 400, fields=[("authorization", f"Basic {secret}")])

    def test_garbage_and_resets_before_and_after_the_handshake(self):
        for words in (b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"\x00" * 5000, b""):
            connection = socket.create_connection(("127.0.0.1", self.proxy.port))
            connection.sendall(words)
            time.sleep(0.05)
            reset(connection)
        client = RawClient(self.proxy.port, self.proxy.ca)
        client.connection.sendall(b"\xff" * 5000)
        client.close()
        self.bystander()


# ---- Destinations ----------------------------------------------------------------------------------------------------


class Destinations(BadInputTest):
    def setUp(self):
        super().setUp()
        self.pair()
        self.start_bystander(self.client)

    def assert_fails(self, host, port, reply, code, words, seconds=5):
        start = time.monotonic()
        self.assertEqual(reply_of(self.client, host, port), reply)
        self.assert_bounded(start, seconds)
        failed = self.client.wait_for_event(event="tunnel-failed")
        self.assert_sentence(failed, "destination", code, words)
        done = self.connect(self.proxy, host, port)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertEqual(done.stderr.decode(), f"culvert-cli: {failed['message']}\n")

    def test_refused(self):
        port = free_port()
        self.assert_fails("127.0.0.1", port, REFUSED, "refused",
                          rf"127\.0\.0\.1:{port}: .*refused.*Check the destination's port")
        self.assertEqual(self.proxy.wait_for_event(event="refused")["status"], 502)

    def test_refused_at_every_address_of_a_name(self):
        self.assert_fails("localhost", free_port(), REFUSED, "refused", "localhost:")

    def test_unknown_name(self):
        code = not_found_here()
        self.assert_fails("no-such-host.invalid", 80, HOST_UNREACHABLE, code, "no-such-host.invalid:80: ", seconds=15)

    def test_resets_at_once(self):
        """The tunnel stands by then, so the application sees a reset."""
        server = self.closing(TcpServer(reset))
        connection, reply = socks_open(self.client.socks, server.host, server.port)
        with connection:
            if reply == SUCCEEDED:
                self.assertEqual(read_to_end(connection), (b"", "reset"))
            else:
                self.assertEqual(reply, FAILED)

    def test_application_that_leaves_while_waiting_ends_the_attempt(self):
        """A listener whose queue is full never answers; the attempt must not outlive the application."""
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen(0)
            port = silent.getsockname()[1]
            fillers = [self.fill(port) for _ in range(4)]
            connection = socket.create_connection(self.client.socks)
            connection.sendall(b"\x05\x01\x00" + socks_request("127.0.0.1", port))
            self.assertEqual(receive(connection, 2), b"\x05\x00")
            time.sleep(0.3)
            reset(connection)
            self.client.wait_for_event(event="tunnel-failed", seconds=5)
            self.proxy.wait_for_event(event="refused", seconds=5)
            for filler in fillers:
                filler.close()

    @staticmethod
    def fill(port):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(("127.0.0.1", port))
        return filler


if __name__ == "__main__":
    harness.main()

#!/usr/bin/env python3
"""The mixed port with real applications: SOCKS4, SOCKS4a, SOCKS5 and HTTP, and what each is told when a tunnel fails."""

import hashlib
import html
import http.client
import socket
import ssl
import unittest

import harness
from certificates import Authority
from h2 import FakeProxy, answer
from harness import free_port
from servers import Origin, TcpServer, make_file
from wire import read_to_end, receive

MIB = 1 << 20
PASSWORD = "correct horse battery"

# How curl is told of a proxy, by the way it then speaks.
SOCKS = {
    "socks4": lambda at: ["--socks4", at],
    "socks4a": lambda at: ["--socks4a", at],
    "socks5": lambda at: ["--socks5-hostname", at],
}
HTTP = {
    "absolute form": lambda at: ["-x", f"http://{at}"],
    "connect": lambda at: ["-p", "-x", f"http://{at}"],
}
WAYS = SOCKS | HTTP
TAKES_NAMES = [way for way in WAYS if way != "socks4"]


class MixedTest(harness.E2eTest):
    def setUp(self):
        super().setUp()
        self.origin = self.closing(Origin(self.room.directory))

    def curl(self, way, *arguments, **options):
        host, port = self.client.socks
        at = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        limit = ["--max-time", self.seconds(30)]
        return harness.run(["curl", "-q", "-sS", *limit, *WAYS[way](at), *arguments], seconds=35, **options)

    def fetch(self, way, *arguments, **options):
        done = self.curl(way, *arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout

    def assert_transfers(self, ways=tuple(WAYS)):
        digest = self.origin.file("file", 3 * MIB + 1)
        url = self.origin.url("file")
        for way in ways:
            with self.subTest(way=way):
                self.assertEqual(hashlib.sha256(self.fetch(way, url)).hexdigest(), digest)
                self.assertEqual(self.fetch(way, "-T", self.room.path("file"), url + "-up").decode(), digest)


class Transfers(MixedTest):
    def test_every_way(self):
        self.pair()
        self.assertEqual(self.client.find_events(event="listening")[0]["kind"], "mixed")
        self.assert_transfers()

    @unittest.skipUnless(harness.has_ipv6(), "no IPv6 on this machine")
    def test_a_listener_on_ipv6(self):
        self.proxy = self.room.start_proxy()
        self.client = self.room.start_client(self.proxy, socks="[::1]:0")
        self.assert_transfers()

    @unittest.skipUnless(harness.has_ipv6(), "no IPv6 on this machine")
    def test_localhost_is_both_families(self):
        self.proxy = self.room.start_proxy()
        self.client = self.room.start_client(self.proxy, socks="localhost:0")
        port = self.client.socks[1]
        addresses = [event["address"] for event in self.client.find_events(event="listening")]
        self.assertEqual(addresses, [f"localhost:{port}"])
        digest = self.origin.file("file", 5000)
        for host in ("127.0.0.1", "::1"):
            with self.subTest(host=host):
                self.client.socks = (host, port)
                got = self.fetch("socks5", self.origin.url("file"))
                self.assertEqual(hashlib.sha256(got).hexdigest(), digest)

    @unittest.skipUnless(harness.has_ipv6(), "no IPv6 on this machine")
    def test_a_destination_on_ipv6(self):
        self.pair()
        self.origin = self.closing(Origin(self.room.directory, "::1"))
        self.assert_transfers(TAKES_NAMES)  # where an address of the other family can be said, too

    def test_names_travel_as_names(self):
        self.pair()
        digest = self.origin.file("file", 5000)
        for way in TAKES_NAMES:
            with self.subTest(way=way):
                got = self.fetch(way, self.origin.url("file", "localhost"))
                self.assertEqual(hashlib.sha256(got).hexdigest(), digest)
        targets = {event["target"] for event in self.client.find_events(event="tunnel-opened")}
        self.assertEqual(targets, {f"localhost:{self.origin.port}"})

    def test_a_body_in_chunks(self):
        self.pair()
        digest = make_file(self.room.path("body"), 3 * MIB + 1)
        for way in WAYS:
            with self.subTest(way=way), open(self.room.path("body"), "rb") as body:
                got = self.fetch(way, "-T", "-", "-H", "Transfer-Encoding: chunked", self.origin.url("up"), stdin=body)
                self.assertEqual(got.decode(), digest)

    def test_a_body_that_waits_to_be_asked_for(self):
        self.pair()
        digest = make_file(self.room.path("body"), 2 * MIB)
        done = self.curl("absolute form", "-v", "-H", "Expect: 100-continue", "--expect100-timeout", "60",
                         "-T", self.room.path("body"), self.origin.url("up"))
        self.assertEqual((done.returncode, done.stdout.decode()), (0, digest), done.stderr)
        self.assertIn(b"< HTTP/1.1 100 Continue", done.stderr)

    def test_one_run_over_several_origins(self):
        self.pair()
        other = self.closing(Origin(self.room.directory))
        digest = self.origin.file("file", 5000)
        for way in WAYS:
            with self.subTest(way=way):
                urls = [origin.url("file") for _ in range(4) for origin in (self.origin, other)]
                out = [word for number in range(len(urls)) for word in ("-o", self.room.path(f"got{number}"))]
                self.fetch(way, *out, *urls)
                for number in range(len(urls)):
                    with open(self.room.path(f"got{number}"), "rb") as file:
                        self.assertEqual(hashlib.sha256(file.read()).hexdigest(), digest)

    def test_https(self):
        self.pair()
        authority = Authority(self.room.path("authority"))
        certificate, key = authority.issue("origin", "DNS:localhost,IP:127.0.0.1")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        secure = Origin(self.room.directory)
        secure.socket = context.wrap_socket(secure.socket, server_side=True)
        self.closing(secure)
        self.origin.file("file", 5000)
        for way in TAKES_NAMES:
            with self.subTest(way=way):  # curl says CONNECT on its own
                got = self.fetch(way, "--cacert", authority.ca, "-o", "/dev/null", "-w", "%{http_code}", "-I",
                                 f"https://localhost:{secure.port}/file")
                self.assertEqual(got, b"501")  # the answer of a server that knows no HEAD

    def test_an_application_of_http10(self):
        self.pair()
        digest = self.origin.file("file", 50_000)
        got = self.fetch("absolute form", "-0", self.origin.url("file"))
        self.assertEqual(hashlib.sha256(got).hexdigest(), digest)

    def test_a_connection_that_switches_protocols(self):
        """As WebSocket over ws:// does."""
        def switch(connection):
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(1 << 16)
            connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello")
            connection.sendall(receive(connection, 5)[::-1])
            return head
        self.pair()
        server = self.closing(TcpServer(switch))
        with socket.create_connection(self.client.socks, timeout=self.seconds(20)) as connection:
            connection.sendall(f"GET http://127.0.0.1:{server.port}/chat HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
                               "Connection: keep-alive, Upgrade\r\nUpgrade: echo\r\n\r\n".encode())
            head = b""
            while not head.endswith(b"hello"):
                head += connection.recv(1 << 16)
            self.assertTrue(head.startswith(b"HTTP/1.1 101 "), head)
            connection.sendall(b"abcde")
            self.assertEqual(read_to_end(connection), (b"edcba", "fin"))
        self.assertEqual(server.next_result(self.seconds(10)),
                         f"GET /chat HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
                         "Connection: Upgrade\r\nUpgrade: echo\r\n\r\n".encode())

    def test_another_library(self):
        """http.client of Python, through CONNECT and in absolute form."""
        self.pair()
        digest = self.origin.file("file", 5000)
        plain = http.client.HTTPConnection(*self.client.socks, timeout=self.seconds(20))
        for _ in range(3):  # it opens the connection again, as it was told to
            plain.request("GET", self.origin.url("file"))
            self.assertEqual(hashlib.sha256(plain.getresponse().read()).hexdigest(), digest)
        plain.close()
        tunnel = http.client.HTTPConnection(*self.client.socks, timeout=self.seconds(20))
        tunnel.set_tunnel("localhost", self.origin.port)
        for _ in range(3):
            tunnel.request("GET", "/file")
            self.assertEqual(hashlib.sha256(tunnel.getresponse().read()).hexdigest(), digest)
        tunnel.close()


class Proxychains(MixedTest):
    def assert_carries(self, *kinds):
        digest = self.origin.file("file", 3 * MIB + 1)
        for kind in kinds:
            with self.subTest(kind=kind, origin=self.origin.host):
                host, port = self.client.socks
                path = self.room.write(f"{kind}.conf", f"strict_chain\n[ProxyList]\n{kind} {host} {port}\n")
                done = harness.run(["proxychains4", "-q", "-f", path, "curl", "-q", "-sS", self.origin.url("file")])
                self.assertEqual(hashlib.sha256(done.stdout).hexdigest(), digest, done.stderr)
        self.client.wait_for_event(event="tunnel-closed", count=len(kinds))

    def test_every_kind(self):
        self.pair()
        self.assert_carries("socks4", "socks5", "http")

    @unittest.skipUnless(harness.has_ipv6(), "no IPv6 on this machine")
    def test_ipv6(self):
        self.proxy = self.room.start_proxy()
        self.client = self.room.start_client(self.proxy, socks="[::1]:0")
        self.origin = self.closing(Origin(self.room.directory, "::1"))
        self.assert_carries("socks5")  # over HTTP it leaves out the brackets that RFC 9110 wants around an address


class Credentials(MixedTest):
    def setUp(self):
        super().setUp()
        self.secrets.append(PASSWORD)
        self.pair("--socks-user", "kim", "--socks-password-file", self.room.write("password", PASSWORD))
        self.digest = self.origin.file("file", 5000)

    def test_K2_with_them(self):
        for way in ("socks5", *HTTP):
            with self.subTest(way=way):
                got = self.fetch(way, "--proxy-user", f"kim:{PASSWORD}", self.origin.url("file"))
                self.assertEqual(hashlib.sha256(got).hexdigest(), self.digest)
        self.client.wait_for_event(event="tunnel-closed", count=3)

    def test_K2_asked_for_them(self):
        """`--proxy-anyauth` sends them only when it was asked to."""
        for way in HTTP:
            with self.subTest(way=way):
                got = self.fetch(way, "--proxy-anyauth", "--proxy-user", f"kim:{PASSWORD}", self.origin.url("file"))
                self.assertEqual(hashlib.sha256(got).hexdigest(), self.digest)

    def test_K2_without_them_or_with_others(self):
        for way in WAYS:
            for user in ((), ("--proxy-user", "kim:wrong")):
                with self.subTest(way=way, user=user):
                    done = self.curl(way, *user, "-o", "/dev/null", "-w", "%{http_connect} %{http_code}",
                                     self.origin.url("file"))
                    self.assertEqual(done.stdout, {"absolute form": b"000 407", "connect": b"407 000"}.get(way, b"000 000"))
        self.assertEqual(self.client.find_events(event="tunnel-opened"), [])
        failed = self.client.find_events(event="tunnel-failed")
        self.assertEqual({(event["stage"], event["code"]) for event in failed}, {("local", "unauthorized")})


class Failures(MixedTest):
    """Each application is told in its own words; who speaks HTTP sees the sentence."""

    def assert_failure(self, url, status, proxy_error, socks5, stage, code):
        """`socks5` is what curl makes of the reply: a regular expression."""
        for number, way in enumerate(WAYS, 1):
            with self.subTest(way=way):
                done = self.curl(way, "-D", "-", url)
                failed = self.client.wait_for_event(event="tunnel-failed", count=number)
                self.assertEqual((failed["stage"], failed["code"]), (stage, code))
                if way in SOCKS:
                    self.assertEqual(done.returncode, 97, done.stderr)  # CURLE_PROXY
                    self.assertRegex(done.stderr.decode(), socks5 if way == "socks5" else "91|0x5b|rejected")
                    continue
                head, _, body = done.stdout.decode().replace("\r\n", "\n").partition("\n\n")
                self.assertIn(f"Proxy-Status: culvert;error={proxy_error}\n", head)
                self.assertIn("Connection: close", head)
                if way == "connect":
                    self.assertEqual(done.returncode, 56, done.stderr)  # curl does not show such a body
                    self.assertIn(f"response {status}", done.stderr.decode())
                else:
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertTrue(head.startswith(f"HTTP/1.1 {status} "), head)
                    self.assertIn(failed["message"], html.unescape(body))

    def test_S4_the_destination_refuses(self):
        self.pair()
        self.assert_failure(f"http://127.0.0.1:{free_port()}/", 502, "connection_refused", r"\(5\)|refused",
                            "destination", "refused")

    def test_S4_the_proxy_forbids(self):
        self.proxy = self.room.start_proxy(private=False)
        self.client = self.room.start_client(self.proxy)
        self.assert_failure(self.origin.url("file"), 403, "http_request_denied", r"\(2\)|not allowed|ruleset",
                            "proxy", "denied")

    def test_S4_the_name_does_not_resolve(self):
        self.pair()
        url = "http://nowhere.invalid/"
        for way in ("socks4a", "socks5"):
            self.assertEqual(self.curl(way, url).returncode, 97)
        done = self.curl("absolute form", "-D", "-", url)
        self.assertTrue(done.stdout.startswith(b"HTTP/1.1 502 "), done.stdout)
        self.assertIn(b"Proxy-Status: culvert;error=dns_error\r\n", done.stdout)
        failed = self.client.wait_for_event(event="tunnel-failed", count=3)
        self.assertEqual((failed["stage"], failed["code"]), ("destination", "not_found"))
        self.assertIn(failed["message"], html.unescape(done.stdout.decode()))

    def test_S4_the_destination_does_not_answer(self):
        def script(talk):
            talk.begin()
            while stream := talk.request():
                talk.send(answer(stream, 504, ("proxy-status", "fake; error=connection_timeout")))
        authority = Authority(self.room.path("authority"))
        server = self.closing(FakeProxy(script, authority.issue("fake")))
        self.client = self.room.start_client(server.template, "--http", "2", ca=authority.ca)
        self.assert_failure("http://192.0.2.1/", 504, "connection_timeout", r"\(4\)|unreachable",
                            "destination", "timed_out")

    def test_S4_the_proxy_cannot_be_reached(self):
        self.client = self.room.start_client(f"127.0.0.1:{free_port()}", "--http", "2")
        self.assert_failure("http://192.0.2.1/", 502, "connection_refused", r"\(1\)|general", "tcp", "refused")

    def test_a_refusal_is_read_though_a_body_is_being_sent(self):
        self.pair()
        make_file(self.room.path("body"), 8 * MIB)
        done = self.curl("absolute form", "-T", self.room.path("body"), f"http://127.0.0.1:{free_port()}/x")
        self.assertIn(b"<h1>502 Bad Gateway</h1>", done.stdout, done.stderr)

    def test_an_origin_that_says_nothing(self):
        self.pair()
        server = self.closing(TcpServer(lambda connection: connection.recv(1 << 16)))
        done = self.curl("absolute form", f"http://127.0.0.1:{server.port}/")
        self.assertIn(b"closed the connection without an answer", done.stdout, done.stderr)

    def test_only_http_is_asked_for_in_absolute_form(self):
        self.pair()
        for url, status in (("ftp://example.com/x", b"501"), ("https://example.com/", b"501"), ("http://a:b@c/", b"400")):
            with self.subTest(url=url), socket.create_connection(self.client.socks, timeout=self.seconds(20)) as one:
                one.sendall(f"GET {url} HTTP/1.1\r\nHost: example.com\r\n\r\n".encode())
                said, how = read_to_end(one)
                self.assertEqual((said[:12], how), (b"HTTP/1.1 " + status, "fin"))

    def test_with_answers_given_early(self):
        """CONNECT has had its 200 and sees a reset; in absolute form there is still room for the page."""
        self.proxy = self.room.start_proxy()
        self.client = self.room.start_client(self.proxy, "--answer-early")
        url = f"http://127.0.0.1:{free_port()}/"
        self.assertIn(b"<h1>502 Bad Gateway</h1>", self.fetch("absolute form", url))
        self.assertIn(self.curl("connect", url).returncode, (52, 55, 56))
        digest = self.origin.file("file", MIB)
        for way in WAYS:
            with self.subTest(way=way):
                got = self.fetch(way, self.origin.url("file"))
                self.assertEqual(hashlib.sha256(got).hexdigest(), digest)


if __name__ == "__main__":
    harness.main()

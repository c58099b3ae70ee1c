#!/usr/bin/env python3
"""Bad input from every side: configuration, proxies, applications, destinations.

Each case has its SOCKS reply, its stage, code and sentence, the exit code of `connect`, and a time limit; and a tunnel
beside it is unharmed.
"""

import base64
import socket
import ssl
import subprocess
import time

import harness
from certificates import Authority
from h2 import DATA, END_STREAM, FakeProxy, RawClient, answer, frame, goaway, headers, rst_stream
from harness import PROGRAMS, free_port
from servers import TcpServer
from wire import (
    FAILED, HOST_UNREACHABLE, NO_ADDRESS_TYPE, NO_COMMAND, NOT_ALLOWED, REFUSED, SUCCEEDED, read_to_end, receive,
    reply_of, reset, socks_open, socks_request, tunnel)

LOST = ("closed", "reset", "truncated", "retryable")  # which of them is a matter of timing
PATH = "/{target_host}/{target_port}"


def echo(connection):
    while data := connection.recv(1 << 16):
        connection.sendall(data)


class BadInputTest(harness.E2eTest):
    def start_bystander(self, client):
        """A tunnel that must not notice; call the result to see that it did not."""
        server = self.closing(TcpServer(echo))
        connection = self.closing(tunnel(client, server.host, server.port))

        def check():
            connection.sendall(b"still there?")
            self.assertEqual(connection.recv(100), b"still there?")
        self.addCleanup(check)
        return check

    def assert_sentence(self, event, stage, code, words):
        codes = (code,) if isinstance(code, str) else code
        self.assertEqual(event["stage"], stage, event)
        self.assertIn(event["code"], codes, event)
        self.assertRegex(event["message"], words)
        self.assertRegex(event["message"], r"\A[A-Z].*\.\Z", "a sentence")

    def assert_proxy_fails(self, proxy, ca, reply, stage, code, words, *arguments, seconds=5):
        """The same failure by SOCKS and by `connect`; the event of the failure."""
        client = self.room.start_client(proxy, *arguments, ca=ca)
        start = time.monotonic()
        self.assertEqual(reply_of(client, "192.0.2.1", 80, self.seconds(seconds)), reply)
        self.assert_bounded(start, seconds)
        failed = client.wait_for_event(event="tunnel-failed")
        self.assertEqual(failed["target"], "192.0.2.1:80")
        self.assert_sentence(failed, stage, code, words)
        start = time.monotonic()
        done = self.connect(proxy, "192.0.2.1", 80, *arguments, ca=ca)
        self.assert_bounded(start, seconds)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        said = done.stderr.decode()
        if code is LOST:  # and so are the words behind the first ones
            self.assertRegex(said, rf"\Aculvert-cli: {words}: .*\.\n\Z")
        else:
            self.assertEqual(said, f"culvert-cli: {failed['message']}\n")
        return failed


# ---- Configuration ---------------------------------------------------------------------------------------------------


class Templates(BadInputTest):
    """T1: the rule and the place are named, and no request is sent."""

    def refused(self, proxy):
        done = harness.run([PROGRAMS.cli, "connect", "--proxy", proxy, "example.org", "80"], seconds=5)
        self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
        words = self.check_output(done.stderr)
        self.assertRegex(words, r"\Aculvert-cli: proxy: .*\n\Z")
        return words

    def test_T1_each_rule_is_named_with_its_place(self):
        host = "https://proxy.example"
        cases = (  # template, words, place (from 1)
            ("http://proxy.example" + PATH, "https", 1),
            (f"{host}", "path", len(host) + 1),
            (f"{host}?h={{target_host}}&p={{target_port}}", "path", len(host) + 1),
            (f"https://{PATH}", "host is missing", 9),
            (f"https://{{target_host}}{PATH}", "path or the query", 9),
            (f"https://user@proxy.example{PATH}", "user name", 13),
            (f"{host}/{{target_host}}", "target_port", None),
            (f"{host}/{{target_port}}", "target_host", None),
            (f"{host}{PATH}#part", "fragment", len(host + PATH) + 1),
            (f"{host}/{{+target_host}}/{{target_port}}", r"'\+'", len(host) + 3),
            (f"{host}/{{#target_host}}/{{target_port}}", "'#'", len(host) + 3),
            (f"{host}/{{.target_host}}/{{target_port}}", r"'\.'", len(host) + 3),
            (f"{host}{{/target_host}}/{{target_port}}", "path", len(host) + 1),
            (f"{host}/x{{/target_host}}/{{target_port}}", "'/'", len(host) + 4),
            (f"{host}/{{;target_host}}/{{target_port}}", "';'", len(host) + 3),
            (f"{host}/{{target_host:3}}/{{target_port}}", "modifier", len(host) + 14),
            (f"{host}/{{target_host*}}/{{target_port}}", "modifier", len(host) + 14),
            (f"{host}/{{target_host}}/{{target_port", "without", len(host) + 16),
            (f"{host}/{{}}{PATH}", "variable name", len(host) + 3),
            (f"{host}/{{bad name}}{PATH}", "visible ASCII", len(host) + 6),
            (f"{host}/ä{PATH}", "visible ASCII", len(host) + 2),
            (f"{host}/%4{PATH}", "two hexadecimal digits", len(host) + 2),
            (f"{host}/<{PATH}", "percent-encoded", len(host) + 2),
            (f"{host}:70000{PATH}", "port", None),
            (f"{host}/{'x' * 5000}{PATH}", "4096", 4097),
        )
        for template, words, place in cases:
            with self.subTest(template=template[:80]):
                said = self.refused(template)
                self.assertRegex(said, words)
                self.assertRegex(said, rf"\(at character {place}\)" if place else r"\(at character \d+\)")

    def test_T3_bare_hosts_that_are_none(self):
        for proxy, words in (("", "proxy is missing"), ("a b", "host"), ("proxy.example:0", "port"),
                             ("192.0.2.300", "IPv4"), ("[::1", "]"), ("-a.example", "'-'"), ("a..b", "empty"),
                             ("proxy.example/path", "'/'")):
            with self.subTest(proxy=proxy):
                self.assertIn(words, self.refused(proxy))

    def test_K4_what_was_typed_is_not_repeated_raw(self):
        for proxy in ("a\x1b[2Jb.example", "a\u202eb.example", "https://a\x07b.example" + PATH, "a\x7fb"):
            with self.subTest(proxy=proxy):
                self.refused(proxy)

    def test_other_fields_are_named(self):
        base = [PROGRAMS.cli, "run", "--proxy", "proxy.example"]
        for arguments, words in ((["--wire", "draft-99"], "wire: .*draft-12"),
                                 (["--socks", "nowhere:1"], "--socks nowhere:1: "),
                                 (["--socks", "127.0.0.1:99999"], "--socks .*port"),
                                 (["--socks", "::1:1080"], "--socks .*brackets"),
                                 (["--forward", "127.0.0.1:0"], "--forward .*LISTEN=HOST:PORT"),
                                 (["--forward", "127.0.0.1:0=a b:80"], "--forward "),
                                 (["--forward", "127.0.0.1:0=example.org"], "--forward .*port")):
            with self.subTest(arguments=arguments):
                done = harness.run([*base, *arguments], seconds=5)
                self.assertEqual((done.returncode, done.stdout), (2, b""))
                self.assertRegex(done.stderr.decode(), r"\Aculvert-cli: " + words)

    def test_destinations_of_connect(self):
        for host, port in (("example.org", "0"), ("example.org", "65536"), ("example.org", "x"), ("a b", "80"),
                           ("", "80"), ("fe80::1%eth0", "80"), ("a\x1bb", "80")):
            with self.subTest(host=host, port=port):
                done = self.connect("proxy.example", host, port)
                self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
                self.assertRegex(done.stderr.decode(), r"\Aculvert-cli: [^\n]+\n\Z")

    def test_ca_file_that_is_none(self):
        for path, words in ((self.room.path("nowhere"), "No such file"),
                            (self.room.write("garbage", "not PEM"), "no ")):
            for done in (self.connect("127.0.0.1:1", "example.org", 80, ca=path),
                         harness.run([PROGRAMS.cli, "run", "--proxy", "127.0.0.1:1", "--ca", path])):
                with self.subTest(path=path):
                    self.assertEqual((done.returncode, done.stdout), (2, b""))
                    self.assertIn(f"culvert-cli: reading the CA file {path}: {words}", done.stderr.decode())

    def test_a_port_that_is_taken(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            done = harness.run([PROGRAMS.cli, "run", "--json", "--proxy", "127.0.0.1:1",
                                "--socks", f"127.0.0.1:{port}"])
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"127.0.0.1:{port}", self.check_output(done.stdout))
            self.assertIn('"event":"listener-failed"', done.stdout.decode())
            done = harness.run([PROGRAMS.proxy, "--listen", f"127.0.0.1:{port}", "--self-signed", self.room.path("ca")])
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"127.0.0.1:{port}", self.check_output(done.stderr))

    def test_the_proxys_command_line(self):
        own = ["--self-signed", self.room.path("ca")]
        for arguments, words in ((["--listen", "nowhere:1", *own], "--listen nowhere:1: "),
                                 ([*own], "--listen is missing"),
                                 (["--listen", "127.0.0.1:0"], "--self-signed"),
                                 (["--listen", "127.0.0.1:0", "--cert", "/nowhere"], "go together"),
                                 (["--listen", "127.0.0.1:0", "--key", "/nowhere", *own], "go together"),
                                 (["--listen", "127.0.0.1:0", "--cert", "/nowhere", "--key", "/nowhere", *own], "either"),
                                 (["--listen", "127.0.0.1:0", "--template", "/{target_host}", *own], "target_port"),
                                 (["--listen", "127.0.0.1:0", "--users", "/nowhere", *own], "/nowhere"),
                                 (["--listen", "127.0.0.1:0", "--cert", "/nowhere", "--key", "/nowhere"], "/nowhere")):
            with self.subTest(arguments=arguments):
                done = harness.run([PROGRAMS.proxy, *arguments], seconds=10)
                self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
                self.assertIn(words, done.stderr.decode())


# ---- Proxies that cannot be reached, or not trusted ------------------------------------------------------------------


class Reaching(BadInputTest):
    def setUp(self):
        super().setUp()
        self.authority = Authority(self.room.path("authority"))

    def proxy_with(self, certificate, key):
        """A real proxy, whose other clients do not mind."""
        proxy = self.room.start_proxy("--cert", certificate, "--key", key, own_ca=False)
        proxy.ca = self.authority.ca
        return proxy

    def test_name_that_does_not_exist(self):
        # Where there is no name service at all, the answer is "not now" instead of "never".
        failed = self.assert_proxy_fails("no-such-proxy.invalid:443", None, FAILED, "dns", self.not_found_here(),
                                         "The proxy's name could not be looked up: no-such-proxy.invalid", seconds=15)
        self.assertIn("Check the proxy's name", failed["message"])

    @staticmethod
    def not_found_here():
        try:
            socket.getaddrinfo("no-such-proxy.invalid", 443)
        except socket.gaierror as error:
            return "timed_out" if error.errno == socket.EAI_AGAIN else "not_found"
        raise harness.HarnessError("this network finds addresses for names that do not exist")

    def test_port_where_nobody_listens(self):
        self.assert_proxy_fails(f"127.0.0.1:{free_port()}", None, FAILED, "tcp", "refused",
                                "The proxy cannot be reached: .*refused.*whether it is running")

    def test_K1_expired_certificate(self):
        proxy = self.proxy_with(*self.authority.issue_expired("expired"))
        self.assert_proxy_fails(proxy.template, proxy.ca, FAILED, "tls", "untrusted", "expired")

    def test_K1_foreign_authority(self):
        proxy = self.proxy_with(*self.authority.issue("good"))
        foreign = Authority(self.room.path("foreign"), "somebody else")
        for ca in (foreign.ca, None):
            with self.subTest(ca=ca):
                self.assert_proxy_fails(proxy.template, ca, FAILED, "tls", "untrusted", "certificate.*CA file")
        client = self.room.start_client(proxy)
        self.start_bystander(client)()

    def test_K1_pins(self):
        """The proxy's own key stands in for an authority; another key of the right authority does not."""
        certificate, key = self.authority.issue("good")
        proxy = self.proxy_with(certificate, key)
        foreign = Authority(self.room.path("foreign"), "somebody else")
        right, wrong = pin_of(certificate), pin_of(self.authority.issue("other")[0])
        self.start_bystander(self.room.start_client(proxy.template, "--pin", right, "--pin", wrong, ca=foreign.ca))()
        self.assert_proxy_fails(proxy.template, proxy.ca, FAILED, "tls", "untrusted", "pinned", "--pin", wrong)
        done = self.connect(proxy, "192.0.2.1", 80, "--pin", "sha256/short")
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn(b"a pin is", done.stderr)

    def test_S5_certificates_of_clients(self):
        known, unknown = (Authority(self.room.path(name), name) for name in ("known", "unknown"))
        certificate, key = self.authority.issue("good")
        proxy = self.room.start_proxy("--cert", certificate, "--key", key, "--client-ca", known.ca, own_ca=False)
        proxy.ca = self.authority.ca
        shown = lambda files: ("--client-cert", files[0], "--client-key", files[1])
        self.start_bystander(self.room.start_client(proxy, *shown(known.issue("client"))))()
        for arguments in ((), shown(unknown.issue("client"))):
            with self.subTest(arguments=arguments):
                done = self.connect(proxy, "192.0.2.1", 80, *arguments)
                self.assertEqual((done.returncode, done.stdout), (1, b""))
                self.assertRegex(done.stderr.decode(), r"\Aculvert-cli: [A-Z].*\.\n\Z")

    def test_K1_certificate_for_another_name(self):
        proxy = self.proxy_with(*self.authority.issue("other", "DNS:other.example"))
        self.assert_proxy_fails(proxy.template, proxy.ca, FAILED, "tls", "untrusted", "(?i)mismatch")
        by_name = proxy.template.replace("127.0.0.1", "localhost")
        self.assert_proxy_fails(by_name, proxy.ca, FAILED, "tls", "untrusted", "(?i)mismatch")

    def test_K1_tls_1_1_is_not_spoken(self):
        def old(context):
            context.minimum_version = ssl.TLSVersion.TLSv1_1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
        server = self.closing(FakeProxy(lambda _: None, self.authority.issue("old"), prepare=old))
        self.assert_proxy_fails(server.template, self.authority.ca, FAILED, "tls", "protocol",
                                "(?i)version|handshake|alert")

    def test_plain_http_server(self):
        server = self.closing(TcpServer(plain_http))
        self.assert_proxy_fails(f"127.0.0.1:{server.port}", None, FAILED, "tls", "protocol",
                                "No secure connection to the proxy could be made")

    def test_server_that_closes_at_once(self):
        server = self.closing(TcpServer(lambda connection: bool(connection.recv(1 << 16))))
        self.assert_proxy_fails(f"127.0.0.1:{server.port}", None, FAILED, "tls", "reset", "closed during the handshake")

    def test_server_that_resets_at_once(self):
        def reset_in_the_handshake(connection):
            connection.recv(1 << 16)  # or it may be the attempt to connect that fails
            reset(connection)

        server = self.closing(TcpServer(reset_in_the_handshake))
        self.assert_proxy_fails(f"127.0.0.1:{server.port}", None, FAILED, "tls", "reset", "closed during the handshake")

    def test_server_without_http2(self):
        certificate = self.authority.issue("good")
        for alpn in ((), ("http/1.1",)):
            with self.subTest(alpn=alpn):
                server = self.closing(FakeProxy(lambda talk: talk.wait_for_end(), certificate, alpn))
                self.assert_proxy_fails(server.template, self.authority.ca, FAILED, "tls", "unsupported",
                                        "this server does not offer HTTP/2", "--http", "2")


def pin_of(certificate):
    """The way that manuals tell of."""
    done = subprocess.run(f"openssl x509 -in {certificate} -noout -pubkey | openssl pkey -pubin -outform der"
                          " | openssl dgst -sha256 -binary | base64", shell=True, capture_output=True, check=True)
    return "sha256/" + done.stdout.decode().strip()


def plain_http(connection):
    connection.recv(1 << 16)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


# ---- Proxies that speak HTTP/2, and say the wrong thing --------------------------------------------------------------


class Speaking(BadInputTest):
    def setUp(self):
        super().setUp()
        self.authority = Authority(self.room.path("authority"))
        self.certificate = self.authority.issue("fake")

    def fake(self, script):
        return self.closing(FakeProxy(script, self.certificate))

    def assert_fails(self, script, reply, stage, code, words, *arguments, **options):
        server = self.fake(script)
        return self.assert_proxy_fails(server.template, self.authority.ca, reply, stage, code, words, *arguments,
                                       **options)

    def assert_answer(self, reply, stage, code, words, status, *fields, body=b""):
        def script(talk):
            talk.begin()
            while stream := talk.request():
                talk.send(answer(stream, status, *fields, end=not body))
                if body:
                    talk.send(frame(DATA, END_STREAM, stream, body))
        return self.assert_fails(script, reply, stage, code, words)

    def test_R3_without_extended_connect_nothing_is_asked(self):
        for values in ({"streams": 100}, {"extended_connect": 0}):
            with self.subTest(values=values):
                asked = []

                def script(talk, values=values, asked=asked):
                    talk.begin(**values)
                    asked += [got for got in talk.wait_for_end() if got[0] == 1]
                self.assert_fails(script, FAILED, "http", "unsupported", "this server does not offer extended CONNECT")
                self.assertEqual(asked, [])

    def test_answers_without_proxy_status(self):
        cases = (
            (401, NOT_ALLOWED, "auth", "unauthorized", "does not say which"),
            (403, NOT_ALLOWED, "proxy", "denied", "not allowed"),
            (407, FAILED, "auth", "unsupported", "407"),
            (400, FAILED, "proxy", "invalid", "400"),
            (404, FAILED, "proxy", "unsupported", "Check the template"),
            (405, FAILED, "proxy", "unsupported", "Check the template"),
            (501, FAILED, "proxy", "unsupported", "Check the template"),
            (429, FAILED, "proxy", "limit", "429"),
            (503, FAILED, "proxy", "limit", "503"),
            (502, HOST_UNREACHABLE, "destination", "unreachable", "192.0.2.1:80"),
            (504, HOST_UNREACHABLE, "destination", "timed_out", "192.0.2.1:80"),
            (500, FAILED, "proxy", "system", "500"),
        )
        for status, *expected in cases:
            with self.subTest(status=status):
                self.assert_answer(*expected, status)

    def test_S5_the_schemes_that_a_proxy_wants(self):
        for challenge, *expected in (
                ('Basic realm="x"', NOT_ALLOWED, "auth", "unauthorized", "it wants a user name and a password"),
                ('Digest realm="x, Basic"', FAILED, "auth", "unsupported", "knows people by Digest, which is not supported here"),
                ('NTLM, Negotiate YQ==', FAILED, "auth", "unsupported", "knows people by NTLM, Negotiate, which"),
                ('Bearer', NOT_ALLOWED, "auth", "unauthorized", "it wants a token")):
            with self.subTest(challenge=challenge):
                self.assert_answer(*expected, 401, ("www-authenticate", challenge))

    def test_S4_proxy_status_decides(self):
        for error, *expected in (
                ("connection_refused", REFUSED, "destination", "refused", "192.0.2.1:80"),
                ("dns_error", HOST_UNREACHABLE, "destination", "not_found", "192.0.2.1:80"),
                ("destination_ip_prohibited", NOT_ALLOWED, "proxy", "denied", "192.0.2.1:80"),
                ("connection_timeout", HOST_UNREACHABLE, "destination", "timed_out", "192.0.2.1:80")):
            with self.subTest(error=error):
                self.assert_answer(*expected, 502, ("proxy-status", f"fake; error={error}"))

    def test_K4_what_a_proxy_says_is_escaped(self):
        encoded = "%1b[2J%e2%80%ae%07"  # as a Display String it may hold anything
        failed = self.assert_answer(FAILED, "proxy", "system", "The proxy did not connect", 500,
                                    ("proxy-status", f'fake; error=proxy_internal_error; details=%"{encoded}"'))
        self.assertNotIn("\x1b", failed["message"])  # and check_output looked at the bytes
        self.assert_answer(FAILED, "proxy", "system", "500", 500, ("x", b"\x80\xff\xfe"), body=b"\x1b[31mred")

    def test_R7_a_redirect_is_not_followed(self):
        elsewhere = self.closing(TcpServer(lambda connection: connection.recv(1)))
        for status in (301, 302, 307, 308):
            with self.subTest(status=status):
                self.assert_answer(FAILED, "proxy", "unsupported", "elsewhere", status,
                                   ("location", f"https://127.0.0.1:{elsewhere.port}/"))
        self.assertEqual(elsewhere.connections, [])

    def test_R5_informational_answers_come_before_the_real_one(self):
        def script(talk):
            talk.begin()
            while stream := talk.request():
                talk.send(answer(stream, 100, end=False) + answer(stream, 103, ("x", "y"), end=False))
                talk.send(answer(stream, 403))
        self.assert_fails(script, NOT_ALLOWED, "proxy", "denied", "not allowed")

    def test_R5_a_large_body_of_a_refusal_is_not_kept(self):
        def script(talk):
            talk.begin()
            while stream := talk.request():
                talk.send(answer(stream, 403, end=False))
                for _ in range(7):
                    talk.send(frame(DATA, 0, stream, bytes(16384)))
        self.assert_fails(script, NOT_ALLOWED, "proxy", "denied", "not allowed")

    def test_closes_after_its_settings(self):
        def script(talk):
            talk.begin()
        self.assert_fails(script, FAILED, "http", LOST, "The conversation with the proxy failed", seconds=10)

    def test_G1_goaway_at_once_is_no_room_for_ever(self):
        def script(talk):
            talk.begin()
            talk.send(goaway())
            talk.wait_for_end()
        server = self.fake(script)
        failed = self.assert_proxy_fails(server.template, self.authority.ca, FAILED, "http", LOST,
                                         "The conversation with the proxy failed", seconds=10)
        self.assertNotIn("full", failed["message"], "there was no connection to be full")
        self.assertLess(len(server.connections), 20, "it keeps knocking")

    def test_garbage_instead_of_frames(self):
        def script(talk):
            talk.send(b"HTTP/1.1 400 Bad Request\r\n\r\n" + b"x" * 1000)
            talk.wait_for_end()
        self.assert_fails(script, FAILED, "http", "protocol", "The conversation with the proxy failed")

    def test_refused_streams_are_tried_again_and_not_for_ever(self):
        asked = []

        def script(talk):
            talk.begin()
            while stream := talk.request():
                asked.append(stream)
                talk.send(rst_stream(stream, 7))
        server = self.fake(script)
        client = self.room.start_client(server.template, ca=self.authority.ca)
        self.assertEqual(reply_of(client, "192.0.2.1", 80), FAILED)
        self.assertTrue(2 <= len(asked) <= 10, asked)

    def test_reset_stream_is_not_tried_again(self):
        asked = []

        def script(talk):
            talk.begin()
            while stream := talk.request():
                asked.append(stream)
                talk.send(rst_stream(stream, 2))
        server = self.fake(script)
        client = self.room.start_client(server.template, ca=self.authority.ca)
        self.assertEqual(reply_of(client, "192.0.2.1", 80), FAILED)
        self.assertEqual(len(asked), 1)

    # Tunnels that do not end as they should: X5 at the application.

    def cut(self, ending):
        """How the application sees a tunnel end after five bytes and then `ending(talk, stream)`."""
        def script(talk):
            talk.begin()
            stream = talk.request()
            talk.send(headers(stream, [(":status", "200"), ("capsule-protocol", "?1")]))
            talk.send(frame(DATA, 0, stream, bytes.fromhex("a028d7f205") + b"hello"))
            time.sleep(0.2)
            ending(talk, stream)
            talk.wait_for_end()
        server = self.fake(script)
        client = self.room.start_client(server.template, ca=self.authority.ca)
        connection, reply = socks_open(client.socks, "192.0.2.1", 80)
        with connection:
            self.assertEqual(reply, SUCCEEDED)
            end = read_to_end(connection)
        closed = client.wait_for_event(event="tunnel-closed")
        return end, closed

    def assert_cut(self, ending):
        end, closed = self.cut(ending)
        self.assertEqual(end, (b"hello", "reset"))
        self.assertFalse(closed["ok"])
        self.assertRegex(closed["message"], r"\A[A-Z].*\.\Z")

    def test_X2_final_data_is_a_good_end(self):
        def script(talk):
            talk.begin()
            stream = talk.request()
            talk.send(headers(stream, [(":status", "200"), ("capsule-protocol", "?1")]))
            talk.send(frame(DATA, END_STREAM, stream, bytes.fromhex("a028d7f305") + b"hello"))
            talk.wait_for_end()
        client = self.room.start_client(self.fake(script).template, ca=self.authority.ca)
        connection, _ = socks_open(client.socks, "192.0.2.1", 80)
        with connection:
            self.assertEqual(read_to_end(connection), (b"hello", "fin"))

    def test_X5_end_of_the_stream_without_final_data(self):
        self.assert_cut(lambda talk, stream: talk.send(frame(DATA, END_STREAM, stream)))

    def test_C6_end_of_the_stream_inside_a_capsule(self):
        self.assert_cut(lambda talk, stream: talk.send(frame(DATA, END_STREAM, stream, bytes.fromhex("a028d7f305"))))

    def test_X5_reset_of_the_stream(self):
        for code in (0xa, 0x8, 0x0):
            with self.subTest(code=code):
                self.assert_cut(lambda talk, stream, code=code: talk.send(rst_stream(stream, code)))

    def test_X5_end_of_the_connection(self):
        self.assert_cut(lambda talk, _: talk.connection.unwrap().close())

    def test_X5_end_of_the_connection_without_close_notify(self):
        self.assert_cut(lambda talk, _: talk.connection.shutdown(socket.SHUT_RDWR))

    def test_C5_data_after_final_data(self):
        self.assert_cut(lambda talk, stream: talk.send(
            frame(DATA, 0, stream, bytes.fromhex("a028d7f300") + bytes.fromhex("a028d7f201") + b"!")))

    def test_R6_trailers(self):
        self.assert_cut(lambda talk, stream: talk.send(headers(stream, [("x", "y")], end=True)))


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
        code = Reaching.not_found_here()
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

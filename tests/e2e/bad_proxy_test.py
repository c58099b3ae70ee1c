#!/usr/bin/env python3
"""Proxies that cannot be reached, that are not trusted, or that speak HTTP/2 and say the wrong thing."""

import socket
import ssl
import subprocess
import time

import harness
from bad_input import LOST, BadInputTest, not_found_here
from certificates import Authority
from h2 import DATA, END_STREAM, FakeProxy, answer, frame, goaway, headers, rst_stream
from harness import free_port
from servers import TcpServer
from wire import (
    FAILED, HOST_UNREACHABLE, NOT_ALLOWED, REFUSED, SUCCEEDED, read_to_end, reply_of, reset, socks_open)


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
        failed = self.assert_proxy_fails("no-such-proxy.invalid:443", None, FAILED, "dns", not_found_here(),
                                         "The proxy's name could not be looked up: no-such-proxy.invalid", seconds=15)
        self.assertIn("Check the proxy's name", failed["message"])

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


if __name__ == "__main__":
    harness.main()

#!/usr/bin/env python3
"""culvert-cli proxies: provisioning domains as a web server has them, and a tunnel through what they offer."""

import http.server
import json
import ssl
import threading

import harness
from certificates import Authority
from harness import PROGRAMS
from servers import Origin
from wire import SUCCEEDED, reply_of


class DomainServer:
    """https at a port of its own; `answer` is (status, content type, body), `requests` the heads that came."""

    def __init__(self, authority):
        self.answer, self.requests = (404, "text/plain", b""), []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.requests.append((self.path, dict(self.headers)))
                status, kind, body = outer.answer
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*authority.issue("domain", "DNS:localhost"))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.uri = f"https://localhost:{self.server.server_port}/.well-known/pvd"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Proxies(harness.E2eTest):
    def setUp(self):
        super().setUp()
        self.authority = Authority(self.room.path("authority"))
        self.server = self.closing(DomainServer(self.authority))

    def proxies(self, *arguments, uri=None):
        done = harness.run([PROGRAMS.cli, "proxies", uri or self.server.uri, "--ca", self.authority.ca, *arguments])
        self.check_output(done.stdout + done.stderr)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def offer(self, proxies, **others):
        document = {"identifier": "localhost", "expires": "2099-01-01T00:00:00Z", "prefixes": [], "proxies": proxies,
                    **others}
        self.server.answer = (200, "application/pvd+json", json.dumps(document).encode())

    def test_T5_what_is_offered_is_listed_and_works(self):
        proxy = self.room.start_proxy()
        origin = self.closing(Origin(self.room.directory))
        self.offer([{"protocol": "connect-udp", "proxy": "https://a.example/{target_host}/{target_port}"},
                    {"protocol": "connect-tcp", "proxy": proxy.template, "identifier": "mine"},
                    {"protocol": "connect-tcp", "proxy": "https://b.example/", "identifier": "bad"},
                    {"protocol": "connect-tcp", "proxy": "https://c.example/{target_host}/{target_port}",
                     "identifier": "\x1b[31m\u202e"}])
        code, text, errors = self.proxies()
        self.assertEqual((code, errors), (0, ""))
        lines = text.splitlines()
        self.assertEqual(lines[0], f"{proxy.template}  (mine)")
        self.assertRegex(lines[1], r"\Ahttps://c\.example/\{target_host\}/\{target_port\}")  # K4: see check_output
        self.assertRegex(lines[2], r"\ALeft out: proxies\[0\], .*\.\Z")
        self.assertRegex(lines[3], r"\ALeft out: proxies\[2\], .*\.\Z")
        self.assertEqual(lines[4], "localhost says so until 2099-01-01 00:00 UTC.")
        offered = json.loads(self.proxies("--json")[1])
        self.assertEqual([p["template"] for p in offered["proxies"]][:1], [proxy.template])
        client = self.room.start_client(offered["proxies"][0]["template"], ca=proxy.ca)
        self.assertEqual(reply_of(client, "127.0.0.1", origin.port), SUCCEEDED)
        path, head = self.server.requests[0]
        self.assertEqual(path, "/.well-known/pvd")
        self.assertFalse({name.lower() for name in head} & {"authorization", "cookie", "upgrade"})

    def test_T5_documents_that_will_not_do(self):
        good = [{"protocol": "connect-tcp", "proxy": "https://a.example/{target_host}/{target_port}"}]
        for change, words in (({"identifier": "elsewhere.example"}, "elsewhere.example"), ({"expires": "2001-01-01T00:00:00Z"}, "expired")):
            self.offer(good, **change)
            code, text, errors = self.proxies()
            self.assertEqual((code, text), (1, ""))
            self.assertRegex(errors, rf"\Aculvert-cli: The provisioning domain cannot be used: .*{words}.*\.\n\Z")
        for answer in ((404, "text/html", b"no"), (200, "text/html", b"{}"), (200, "application/pvd+json", b"\x1b[31m"),
                       (301, "text/html", b"")):
            self.server.answer = answer
            code, text, errors = self.proxies()
            self.assertEqual((code, text, errors.count("\n")), (1, "", 1))

    def test_wrong_usage(self):
        for uri in ("a b", "https://localhost/elsewhere", "localhost"):
            code, text, errors = self.proxies(uri=uri)
            self.assertEqual((code, text), (2, ""))
            self.assertRegex(errors, r"\Aculvert-cli: .*\n\Z")
        done = harness.run([PROGRAMS.cli, "run", "--proxy", self.server.uri])
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"culvert-cli proxies", done.stderr)


if __name__ == "__main__":
    harness.main()

#!/usr/bin/env python3
"""Gateways that end TLS in front of `culvert-proxy --cleartext`: HAProxy and nginx, over HTTP/1.1."""

import hashlib
import os
import socket

import harness
from certificates import Authority
from harness import PROGRAMS, find_program, free_port
from servers import Origin, TcpServer
from wire import read_to_end, reply_of, tunnel

SIZE = 48 << 20

HAPROXY = """
global
    maxconn 500
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
    timeout tunnel 60s
frontend tls
    bind 127.0.0.1:{port} ssl crt {certificate} alpn h2,http/1.1
    use_backend proxy if {{ path_beg /.well-known/masque/tcp/ }}
backend proxy
    server proxy {address}
"""

NGINX = """
daemon off;
master_process off;
pid {directory}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 500; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {certificate};
        ssl_certificate_key {certificate};
        location /.well-known/masque/tcp/ {{
            proxy_pass http://{address};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "Upgrade";
            proxy_buffering off;
            proxy_read_timeout 60s;
        }}
    }}
}}
"""


class Gateway(harness.E2eTest):
    def behind(self, program, *arguments, config, suffix, http="1.1", cleartext="127.0.0.1:0", http3=False):
        """A proxy with a gateway in front of it, and a client of the gateway."""
        authority = Authority(self.room.path("authority"))
        port = free_port()
        if http3:  # by the proxy itself, at the gateway's port
            certificate, key = authority.issue("proxy")
            self.proxy = self.room.start_proxy("--cleartext", cleartext, "--http", "3", "--cert", certificate,
                                               "--key", key, listen=f"127.0.0.1:{port}", own_ca=False)
        else:
            self.proxy = self.room.start_proxy("--cleartext", cleartext)
        address = self.proxy.wait_for_event(event="listening-cleartext")["address"]
        certificate = self.room.write("gateway.pem", bundle(authority.issue("gateway")))
        text = config.format(port=port, certificate=certificate, address=address, directory=self.room.directory)
        self.room.start(program, [find_program(program), *arguments, self.room.write("gateway" + suffix, text)])
        harness.wait_until(lambda: harness.listens(port), self.seconds(10), f"{program} does not listen")
        template = f"https://127.0.0.1:{port}/.well-known/masque/tcp/{{target_host}}/{{target_port}}/"
        self.template, self.client_ca = template, authority.ca
        self.client = self.room.start_client(template, "--http", http, ca=authority.ca)

    def use(self, version="HTTP/1.1"):
        origin = self.closing(Origin(self.room.directory))
        digest = origin.file("file", SIZE)
        done = harness.curl(self.client, origin.url("file"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(hashlib.sha256(done.stdout).hexdigest(), digest)
        done = harness.curl(self.client, "-T", self.room.path("file"), origin.url("upload"))
        self.assertEqual((done.returncode, done.stdout.decode()), (0, digest), done.stderr)

        sink = self.closing(TcpServer(read_to_end))
        with tunnel(self.client, sink.host, sink.port) as connection:
            connection.sendall(b"all")
            connection.shutdown(socket.SHUT_WR)
            self.assertEqual(read_to_end(connection)[1], "fin")
        self.assertEqual(sink.next_result(self.seconds(10)), (b"all", "fin"))

        self.assertNotEqual(reply_of(self.client, "127.0.0.1", free_port()), 0)
        failed = self.client.wait_for_event(event="tunnel-failed")
        self.assertEqual((failed["stage"], failed["code"]), ("destination", "refused"), failed)
        connected = self.client.wait_for_event(event="connected")
        self.assertEqual(connected["http"], version)
        self.assertIn("HTTP/1.1", {one["http"] for one in self.proxy.find_events(event="connected")})

    def test_haproxy(self):
        self.behind("haproxy", "-db", "-f", config=HAPROXY, suffix=".cfg")
        self.use()

    def test_haproxy_at_a_unix_socket(self):
        path = self.room.path("gateway.sock")
        with socket.socket(socket.AF_UNIX) as left_behind:  # by a proxy that died
            left_behind.bind(path)
        self.behind("haproxy", "-db", "-f", config=HAPROXY.replace("{address}", "unix@" + path), suffix=".cfg",
                    cleartext="unix:" + path)
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o660)
        self.use()
        second = harness.run([PROGRAMS.proxy, "--listen", "127.0.0.1:0", "--self-signed", self.room.path("ca2"),
                              "--cleartext", "unix:" + path])
        self.assertEqual(second.returncode, 1)
        self.assertIn(b"in use", second.stderr)
        self.proxy.signal(15)
        self.proxy.wait(8)
        self.exit_codes[self.proxy] = 0
        self.assertFalse(os.path.exists(path))

    def test_haproxy_from_http2(self):
        """It passes an extended CONNECT on as an Upgrade."""
        self.behind("haproxy", "-db", "-f", config=HAPROXY, suffix=".cfg", http="2")
        self.use("HTTP/2")

    def test_nginx(self):
        self.behind("nginx", "-c", config=NGINX, suffix=".conf")
        self.use()

    def test_nginx_with_http2_is_used_over_http11(self):
        """Its HTTP/2 takes no extended CONNECT, and says so."""
        self.behind("nginx", "-c", config=NGINX.replace("ssl;", "ssl;\n        http2 on;", 1), suffix=".conf",
                    http="2,1.1")
        origin = self.closing(Origin(self.room.directory))
        digest = origin.file("file", SIZE)
        for _ in range(2):
            done = harness.curl(self.client, origin.url("file"))
            self.assertEqual(hashlib.sha256(done.stdout).hexdigest(), digest, done.stderr)
        self.client.wait_for_event(event="tunnel-opened", count=2)
        self.assertEqual({one["http"] for one in self.client.find_events(event="connected")}, {"HTTP/1.1"})

    def test_http3_beside_haproxy(self):
        """HAProxy has the port of TCP, the proxy that of UDP."""
        self.behind("haproxy", "-db", "-f", config=HAPROXY, suffix=".cfg", http="3,2,1.1", http3=True)
        origin = self.closing(Origin(self.room.directory))
        digest = origin.file("file", SIZE)
        done = harness.curl(self.client, origin.url("file"))
        self.assertEqual(hashlib.sha256(done.stdout).hexdigest(), digest, done.stderr)
        self.assertEqual(self.client.wait_for_event(event="connected")["http"], "HTTP/3")
        self.client = self.room.start_client(self.template, "--http", "2", ca=self.client_ca)
        self.use("HTTP/2")

    def test_only_on_loopback(self):
        done = harness.run([PROGRAMS.proxy, "--listen", "127.0.0.1:0", "--self-signed", self.room.path("ca"),
                            "--cleartext", "0.0.0.0:0"])
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"without TLS only this machine may connect", done.stderr)


def bundle(certificate):
    """Certificate and key in one file."""
    text = ""
    for path in certificate:
        with open(path, encoding="ascii") as file:
            text += file.read()
    return text


if __name__ == "__main__":
    os.umask(0o077)
    harness.main()

#!/usr/bin/env python3
"""Gateways that end TLS in front of `culvert-proxy --cleartext`: HAProxy and nginx, over HTTP/1.1."""

import hashlib
import os
import socket
import threading

import harness
from certificates import Authority
from harness import PROGRAMS, find_program, free_port
from servers import Origin, TcpServer
from wire import SUCCEEDED, read_to_end, reply_of, reset, tunnel, wait_for_broken

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
    http-after-response set-header alt-svc "{alt_svc}"
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
            add_header alt-svc '{alt_svc}' always;
        }}
    }}
}}
"""


GATEWAYS = {"haproxy": (("-db", "-f"), HAPROXY, ".cfg"), "nginx": (("-c",), NGINX, ".conf")}


class Gateway(harness.E2eTest):
    def behind(self, program, change=lambda config: config, http="1.1", cleartext="127.0.0.1:0", quic=None):
        """A proxy with a gateway in front of it, and a client of the gateway. `quic`: the proxy speaks HTTP/3 itself,
        "beside" the gateway at its port or "elsewhere"."""
        authority = Authority(self.room.path("authority"))
        port = free_port()
        if quic:
            certificate, key = authority.issue("proxy")
            self.proxy = self.room.start_proxy("--cleartext", cleartext, "--http", "3", "--cert", certificate, "--key", key,
                                               listen=f"127.0.0.1:{port if quic == 'beside' else 0}", own_ca=False)
        else:
            self.proxy = self.room.start_proxy("--cleartext", cleartext)
        arguments, config, suffix = GATEWAYS[program]
        text = change(config).format(
            port=port, certificate=self.room.write("gateway.pem", bundle(authority.issue("gateway"))),
            address=self.proxy.wait_for_event(event="listening-cleartext")["address"], directory=self.room.directory,
            alt_svc=f'h3=\\":{self.proxy.port}\\"' if program == "haproxy" else f'h3=":{self.proxy.port}"')
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

    def download(self):
        origin = self.closing(Origin(self.room.directory))
        digest = origin.file("file", SIZE)
        done = harness.curl(self.client, origin.url("file"))
        self.assertEqual(hashlib.sha256(done.stdout).hexdigest(), digest, done.stderr)

    def test_haproxy(self):
        self.behind("haproxy")
        self.use()

    def test_haproxy_at_a_unix_socket(self):
        path = self.room.path("gateway.sock")
        with socket.socket(socket.AF_UNIX) as left_behind:  # by a proxy that died
            left_behind.bind(path)
        self.behind("haproxy", lambda config: config.replace("{address}", "unix@" + path), cleartext="unix:" + path)
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
        self.behind("haproxy", http="2")
        self.use("HTTP/2")

    def test_nginx(self):
        self.behind("nginx")
        self.use()

    def test_nginx_with_http2_is_used_over_http11(self):
        """Its HTTP/2 takes no extended CONNECT, and says so."""
        self.behind("nginx", lambda config: config.replace("ssl;", "ssl;\n        http2 on;", 1), http="2,1.1")
        for _ in range(2):
            self.download()
        self.client.wait_for_event(event="tunnel-opened", count=2)
        self.assertEqual({one["http"] for one in self.client.find_events(event="connected")}, {"HTTP/1.1"})

    # HTTP/3 does not go through a gateway.

    def use_beside(self, program, version):
        """The gateway has the port of TCP, the proxy that of UDP."""
        self.behind(program, http="3,2,1.1", quic="beside")
        self.download()
        self.assertEqual(self.client.wait_for_event(event="connected")["http"], "HTTP/3")
        self.client = self.room.start_client(self.template, "--http", version, ca=self.client_ca)
        self.use("HTTP/" + version)

    def test_V2_HTTP3_beside_haproxy(self):
        self.use_beside("haproxy", "2")

    def test_V2_HTTP3_beside_nginx(self):
        self.use_beside("nginx", "1.1")

    def use_elsewhere(self, program):
        """Another port of UDP, which the gateway's answers name (Alt-Svc)."""
        self.behind(program, http="3,1.1", quic="elsewhere")
        self.assertEqual(reply_of(self.client, "127.0.0.1", self.closing(TcpServer(read_to_end)).port), SUCCEEDED)
        self.assertEqual(self.client.wait_for_event(event="connected")["http"], "HTTP/1.1")
        self.download()
        connected = self.client.wait_for_event(event="connected", count=2)
        self.assertEqual((connected["http"], connected["remote"]), ("HTTP/3", f"127.0.0.1:{self.proxy.port}"))

    def test_V2_HTTP3_where_haproxy_says(self):
        self.use_elsewhere("haproxy")

    def test_V2_HTTP3_where_nginx_says(self):
        self.use_elsewhere("nginx")

    # Ends that are no good ones.

    def break_off(self, version):
        begun, go_on = threading.Event(), threading.Event()

        def note_begin(connection):
            begin = connection.recv(100)
            begun.set()
            rest, end = read_to_end(connection)
            return begin + rest, end

        def reset_in_the_middle(connection):
            connection.sendall(b"x" * 1000)
            go_on.wait(self.seconds(20))
            reset(connection)
        sink, source = self.closing(TcpServer(note_begin)), self.closing(TcpServer(reset_in_the_middle))
        quitter = self.room.start_client(self.template, "--http", version, ca=self.client_ca)
        for client, break_it in ((self.client, reset), (quitter, lambda _: self.kill(quitter))):
            begun.clear()
            with tunnel(client, sink.host, sink.port) as connection:
                connection.sendall(b"begun")
                self.assertTrue(begun.wait(self.seconds(20)))
                break_it(connection)
                self.assertEqual(sink.next_result(self.seconds(10)), (b"begun", "reset"))
        for break_it in (go_on.set, lambda: self.kill(self.proxy)):
            with tunnel(self.client, source.host, source.port) as connection:
                self.assertEqual(len(connection.recv(1000, socket.MSG_WAITALL)), 1000)
                break_it()
                self.assertEqual(read_to_end(connection), (b"", "reset"))
            go_on.clear()

    def break_off_after_the_end(self):
        ended = threading.Event()

        def wait_for_end_then_reset(connection):
            end = read_to_end(connection)
            ended.set()
            return end, wait_for_broken(connection, self.seconds(10))
        sink = self.closing(TcpServer(wait_for_end_then_reset))
        with tunnel(self.client, sink.host, sink.port) as connection:
            connection.sendall(b"all")
            connection.shutdown(socket.SHUT_WR)
            self.assertTrue(ended.wait(self.seconds(20)))
            reset(connection)
        self.assertEqual(sink.next_result(self.seconds(20)), ((b"all", "fin"), True))

    def test_X4_X5_what_breaks_off_behind_haproxy_from_HTTP1(self):
        self.behind("haproxy")
        self.break_off_after_the_end()
        self.break_off("1.1")

    def test_X4_X5_what_breaks_off_behind_haproxy_from_HTTP2(self):
        self.behind("haproxy", http="2")
        self.break_off_after_the_end()
        self.break_off("2")

    def test_X4_X5_what_breaks_off_behind_nginx_from_HTTP1(self):
        self.behind("nginx")
        self.break_off("1.1")

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

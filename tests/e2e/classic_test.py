#!/usr/bin/env python3
"""Classic CONNECT proxies that others made (row T6), each as far as it goes:

    Apache httpd   HTTP/1.1; turns a destination's end into a cut (it sends no close_notify), and its reset into an end
    nghttpx        HTTP/1.1 and HTTP/2, in front of Apache; has no half-closed tunnels: over HTTP/1.1 the end of one
                   direction is that of both, over HTTP/2 a destination does not hear of the application's
    aioquic        HTTP/3; a few lines of our own on somebody else's QUIC and HTTP/3
"""

import hashlib
import os
import socket
import sys

import harness
from certificates import Authority
from harness import find_program, free_port
from servers import Origin, TcpServer
from wire import SUCCEEDED, read_to_end, receive, reset, socks_open, tunnel

SIZE = 16 << 20
PASSWORD = "open-sesame-4711"

APACHE = """
ServerName classic.test
ServerRoot {directory}
PidFile {directory}/apache.{port}.pid
DefaultRuntimeDir {directory}
ErrorLog /dev/stderr
User www-data
Group www-data
{modules}
Listen 127.0.0.1:{port}
StartServers 1
ProxyRequests On
AllowCONNECT 1-65535
{more}
"""
MODULES = ("mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "auth_digest", "proxy",
           "proxy_connect", "socache_shmcb", "ssl")
TLS = """
SSLEngine on
SSLCertificateFile {0}
SSLCertificateKeyFile {1}
SSLSessionCache none
"""
AUTHENTICATED = """
<Proxy "*">
    AuthType {kind}
    AuthName "classic"
    Auth{kind}Provider file
    AuthUserFile {users}
    Require valid-user
</Proxy>
"""


class Classic(harness.E2eTest):
    def setUp(self):
        super().setUp()
        self.authority = Authority(self.room.path("authority"))

    def apache(self, more=""):
        port = free_port()
        modules = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES)
        text = APACHE.format(directory=self.room.directory, modules=modules, port=port, more=more)
        self.room.start("apache2", [find_program("apache2"), "-X", "-f", self.room.write(f"apache.{port}.conf", text)])
        self.wait_for(port)
        return port

    def secure_apache(self, more=""):
        return self.apache(TLS.format(*self.authority.issue("apache")) + more)

    def nghttpx(self):
        port, backend = free_port(), self.apache()
        certificate, key = self.authority.issue("nghttpx")
        self.room.start("nghttpx", [find_program("nghttpx"), "--conf=/dev/null", "--http2-proxy", "--workers=1",
                                    "--single-process", "--no-ocsp", f"--frontend=127.0.0.1,{port}",
                                    f"--backend=127.0.0.1,{backend}", key, certificate])
        self.wait_for(port)
        return port

    def aioquic(self):
        port = free_port()
        certificate, key = self.authority.issue("aioquic")
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "aioquic_proxy.py")
        started = self.room.start("aioquic", [sys.executable, "-B", program, certificate, key, port])
        harness.wait_until(lambda: b"listening" in started.output(), self.seconds(10), "aioquic does not listen")
        return port

    def wait_for(self, port):
        def listens():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0
        harness.wait_until(listens, self.seconds(10), "nobody listens")

    def client_of(self, port, http, *more):
        self.client = self.room.start_client(f"https://127.0.0.1:{port}", "--classic", "--http", http, *more,
                                             ca=self.authority.ca)

    def server(self, handle):
        return self.closing(TcpServer(handle))

    def tunnel(self, server):
        connection = tunnel(self.client, server.host, server.port)
        connection.settimeout(self.seconds(20))
        return self.closing(connection)

    def use(self, version, *more, size=SIZE):
        """Much in either direction, and a destination that is not there. `more` is for curl."""
        origin = self.closing(Origin(self.room.directory))
        digest = origin.file("file", size)
        done = harness.curl(self.client, *more, origin.url("file"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(hashlib.sha256(done.stdout).hexdigest(), digest)
        done = harness.curl(self.client, *more, "-T", self.room.path("file"), origin.url("upload"))
        self.assertEqual((done.returncode, done.stdout.decode()), (0, digest), done.stderr)
        connection, reply = socks_open(self.client.socks, "127.0.0.1", free_port())
        connection.close()
        self.assertNotIn(reply, (SUCCEEDED, None))
        self.client.wait_for_event(event="tunnel-failed")
        self.assertEqual({one["http"] for one in self.client.find_events(event="connected")}, {version})

    def end_of_the_destination(self, how="fin"):
        data = b"x" * 10000
        with self.tunnel(self.server(lambda connection: connection.sendall(data))) as connection:
            self.assertEqual(read_to_end(connection), (data, how))

    def end_of_the_application(self, answer="fin"):
        """It ends first, and the answer comes all the same."""
        def answers(connection):
            asked = read_to_end(connection)
            connection.sendall(b"the answer")
            return asked
        server = self.server(answers)
        with self.tunnel(server) as connection:
            connection.sendall(b"question")
            connection.shutdown(socket.SHUT_WR)
            self.assertEqual(receive(connection, 10), b"the answer")
            self.assertEqual(read_to_end(connection), (b"", answer))
        self.assertEqual(server.next_result(), (b"question", "fin"))

    def reset_of_the_application(self, wanted):
        def waits(connection):
            connection.sendall(b"hello")
            return read_to_end(connection)[1]
        server = self.server(waits)
        connection = self.tunnel(server)
        self.assertEqual(receive(connection, 5), b"hello")
        reset(connection)
        self.assertIn(server.next_result(), wanted)

    def reset_of_the_destination(self):
        def breaks(connection):
            connection.sendall(b"half a sent")
            connection.recv(1)
            reset(connection)
        with self.tunnel(self.server(breaks)) as connection:
            self.assertEqual(receive(connection, 11), b"half a sent")
            connection.sendall(b"!")
            self.assertEqual(read_to_end(connection), (b"", "reset"))

    # ---- Apache httpd

    def test_T6_apache_over_HTTP11(self):
        self.client_of(self.secure_apache(), "1.1")
        self.use("HTTP/1.1")
        self.reset_of_the_application(("fin", "reset"))

    def test_T6_X1_X6_apache_lets_the_answer_come_and_cuts_it_off_HTTP11(self):
        """It closes TCP without close_notify, which is what somebody in between could do as well."""
        self.client_of(self.secure_apache(), "1.1")
        self.end_of_the_destination("reset")
        self.end_of_the_application("reset")

    def test_T6_S5_apache_asks_for_a_password_HTTP11(self):
        self.secrets.append(PASSWORD)
        password = self.room.write("password", PASSWORD + "\n")
        hashed = hashlib.md5(f"kim:classic:{PASSWORD}".encode(), usedforsecurity=False).hexdigest()
        encoded = harness.run(["openssl", "passwd", "-apr1", PASSWORD]).stdout.decode().strip()
        for kind, line in (("Basic", f"kim:{encoded}"), ("Digest", f"kim:classic:{hashed}")):
            with self.subTest(kind):
                users = self.room.write("users", line + "\n", 0o644)
                os.chmod(self.room.directory, 0o711)
                port = self.secure_apache(AUTHENTICATED.format(kind=kind, users=users))
                self.client_of(port, "1.1", "--user", "kim", "--password-file", password)
                self.use("HTTP/1.1", size=1 << 20)
                self.client_of(port, "1.1")
                connection, reply = socks_open(self.client.socks, "127.0.0.1", free_port())
                connection.close()
                self.assertNotIn(reply, (SUCCEEDED, None))
                failed = self.client.wait_for_event(event="tunnel-failed")
                self.assertEqual((failed["stage"], failed["code"]), ("auth", "unauthorized"), failed)

    # ---- nghttpx

    def test_T6_X2_nghttpx_over_HTTP11(self):
        self.client_of(self.nghttpx(), "1.1")
        self.use("HTTP/1.1")
        self.end_of_the_destination()
        self.reset_of_the_application(("fin", "reset"))

    def test_T6_X2_nghttpx_over_HTTP2(self):
        self.client_of(self.nghttpx(), "2")
        self.use("HTTP/2", "-H", "Connection: close")
        self.end_of_the_destination()
        self.reset_of_the_application(("fin", "reset"))

    # ---- aioquic

    def test_T6_X1_X2_X4_X5_aioquic_over_HTTP3(self):
        self.client_of(self.aioquic(), "3")
        self.use("HTTP/3", size=4 << 20)
        self.end_of_the_destination()
        self.end_of_the_application()
        self.reset_of_the_application(("reset",))
        self.reset_of_the_destination()

    # ---- A proxy that wants connect-tcp

    def test_T6_the_companion_says_what_it_wants(self):
        proxy = self.room.start_proxy()
        for count, (http, status) in enumerate((("1.1", 426), ("2", 501), ("3", 501)), 1):
            with self.subTest(http):
                self.client = self.room.start_client(f"127.0.0.1:{proxy.port}", "--classic", "--http", http, ca=proxy.ca)
                self.end_of_the_destination()
                self.end_of_the_application()
                self.assertEqual(proxy.wait_for_event(event="refused", count=count)["status"], status)
        self.assertEqual(len(proxy.find_events(event="refused")), 3, "each client asked once")


if __name__ == "__main__":
    os.umask(0o077)
    harness.main()

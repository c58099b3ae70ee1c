#!/usr/bin/env python3
"""Applications that people use: git over ssh, PostgreSQL through a forward, a browser on the local port."""

import contextlib
import hashlib
import http.server
import json
import os
import pwd
import queue
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest

import harness
from certificates import Authority
from harness import HarnessError, find_program, free_port, has_ipv6
from servers import TcpServer
from ssh_test import SshTest, account

FAMILIES = ("127.0.0.1", "::1") if has_ipv6() else ("127.0.0.1",)


def bracketed(host):
    return f"[{host}]" if ":" in host else host


# ---- git -------------------------------------------------------------------------------------------------------------


@unittest.skipUnless(account(), "OpenSSH needs an account, and this user id has none")
class Git(SshTest):
    def git(self, *arguments, directory=None):
        environment = harness.environment() | {
            "GIT_SSH_COMMAND": shlex.join(["ssh", *self.options(), "-p", str(self.port), "-l", account()]),
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_TERMINAL_PROMPT": "0",
            "GIT_AUTHOR_NAME": "test", "GIT_AUTHOR_EMAIL": "test@localhost",
            "GIT_COMMITTER_NAME": "test", "GIT_COMMITTER_EMAIL": "test@localhost"}
        done = harness.run([find_program("git"), *arguments], seconds=40, env=environment,
                           cwd=directory or self.room.directory)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.decode().strip()

    def test_clone_push_and_fetch(self):
        bare, first, second = (self.room.path(name) for name in ("bare.git", "first", "second"))
        url = f"ssh://{self.address}{bare}"
        self.git("init", "--quiet", "--bare", "--initial-branch=main", bare)
        self.git("clone", "--quiet", url, first)
        with open(os.path.join(first, "data"), "wb") as file:
            file.write(os.urandom(8 << 20))
        self.git("add", "data", directory=first)
        self.git("commit", "--quiet", "--message=data", directory=first)
        self.git("push", "--quiet", "origin", "HEAD:main", directory=first)
        self.git("clone", "--quiet", "--branch=main", url, second)
        self.git("fsck", "--full", "--strict", directory=second)
        self.assertEqual(self.git("rev-parse", "HEAD^{tree}", directory=second),
                         self.git("rev-parse", "HEAD^{tree}", directory=first))


@unittest.skipUnless(has_ipv6(), "this machine has no IPv6")
class GitOverIpv6(Git):
    host, address = "::1", "[::1]"


# ---- PostgreSQL ------------------------------------------------------------------------------------------------------


def postgres_program(name):
    """Debian keeps the server's programs apart, by version."""
    places = [os.path.join("/usr/lib/postgresql", version, "bin") for version in
              sorted(os.listdir("/usr/lib/postgresql"), key=float, reverse=True)] \
        if os.path.isdir("/usr/lib/postgresql") else []
    found = shutil.which(name, path=os.pathsep.join([*places, os.environ.get("PATH", "")]))
    if not found:
        raise HarnessError(f"{name} is not installed")
    return found


class Postgres:
    """A server with a cluster of its own. It does not run as root: then it is given to another user."""

    def __init__(self, room):
        self.directory = tempfile.mkdtemp(prefix="culvert-postgres-")
        self.lower = []
        if os.getuid() == 0:
            other = pwd.getpwnam("postgres")
            os.chown(self.directory, other.pw_uid, other.pw_gid)
            self.lower = [find_program("setpriv"), f"--reuid={other.pw_uid}", f"--regid={other.pw_gid}",
                          "--clear-groups", "--"]
        data = os.path.join(self.directory, "data")
        subprocess.run([*self.lower, postgres_program("initdb"), "--pgdata", data, "--username=test", "--auth=trust",
                        "--encoding=UTF8", "--no-sync"], check=True, capture_output=True, timeout=90, cwd="/")
        self.port = free_port()
        self.process = room.start("postgres", [
            *self.lower, postgres_program("postgres"), "-D", data, "-p", self.port, "-k", "",
            "-c", f"listen_addresses={','.join(FAMILIES)}", "-c", "fsync=off"])

    def ready(self):
        if not self.process.alive():
            raise HarnessError(f"PostgreSQL ended: {self.process.errors()}")
        done = subprocess.run([postgres_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)],
                              check=False, timeout=20)
        return done.returncode == 0

    def close(self):
        if self.process.alive():
            self.process.popen.terminate()
            self.process.wait(20)
        shutil.rmtree(self.directory, ignore_errors=True)


class Database(harness.E2eTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server_room = cls.enterClassContext(harness.Supervisor())
        cls.server = cls.enterClassContext(contextlib.closing(Postgres(cls.server_room)))
        harness.wait_until(cls.server.ready, harness.PROGRAMS.seconds(20), "PostgreSQL is not ready")

    def psql_words(self, sql, host, port):
        return [postgres_program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
                f"host={host} port={port} user=test dbname=postgres sslmode=disable connect_timeout=20", "-c", sql]

    def psql(self, sql, **options):
        return harness.run(self.psql_words(sql, *self.client.forward), seconds=40, **options)

    def test_queries_and_bulk_through_a_forward(self):
        rows = b"".join(f"{number}\t{hashlib.sha256(str(number).encode()).hexdigest()}\n".encode()
                        for number in range(60_000))
        self.proxy = self.room.start_proxy()
        for family in FAMILIES:
            with self.subTest(family=family):
                there = bracketed(family)
                self.client = self.room.start_client(
                    self.proxy, "--forward", f"{there}:0={there}:{self.server.port}", socks=None)
                table = "t" + str(len(family))
                done = self.psql(f"create table {table} (number integer, hash text)")
                self.assertEqual(done.returncode, 0, done.stderr)
                done = self.psql(f"copy {table} from stdin", input=rows)
                self.assertEqual(done.returncode, 0, done.stderr)
                done = self.psql(f"copy (select * from {table} order by number) to stdout")
                self.assertEqual((done.returncode, done.stdout), (0, rows))
                done = self.psql("select inet_server_port(), count(*) from " + table)
                self.assertEqual(done.stdout.decode().strip(), f"{self.server.port}|60000")

    def sleeping(self):
        done = harness.run(self.psql_words("select count(*) from pg_stat_activity where state = 'active' "
                                           "and query like 'select pg_sleep(%'", "127.0.0.1", self.server.port))
        return done.stdout.strip() == b"1"

    def test_a_query_is_cancelled(self):
        """Ctrl-C in psql asks for it on a second connection to the same forward."""
        self.proxy = self.room.start_proxy()
        self.client = self.room.start_client(
            self.proxy, "--forward", f"127.0.0.1:0=127.0.0.1:{self.server.port}", socks=None)
        psql = self.room.start("psql", self.psql_words("select pg_sleep(60)", *self.client.forward))
        harness.wait_until(self.sleeping, self.seconds(10), "the query does not run")
        psql.signal(signal.SIGINT)
        self.assertNotEqual(psql.wait(10), 0)
        self.assertIn("canceling statement due to user request", psql.errors())


# ---- Many at once ----------------------------------------------------------------------------------------------------


class ManyConnections(harness.E2eTest):
    TUNNELS = 200

    def test_more_than_the_usual_limit_of_descriptors(self):
        """Desktops start programs with a low limit that they may raise."""
        for name in ("client", "proxy"):
            self.room.inside[name] = [find_program("prlimit"), "--nofile=64:2048"]
        server = self.closing(TcpServer(lambda connection: connection.sendall(connection.recv(100))))
        self.proxy = self.room.start_proxy("--max-new-per-second", "0", "--max-tunnels", "0")
        self.client = self.room.start_client(self.proxy)
        request = b"\x05\x01\x00" + b"\x05\x01\x00\x01\x7f\x00\x00\x01" + server.port.to_bytes(2, "big")
        connections = [self.closing(socket.create_connection(self.client.socks, self.seconds(10)))
                       for _ in range(self.TUNNELS)]
        for connection in connections:
            connection.sendall(request)
        answers = [self.closing(connection.makefile("rb")) for connection in connections]
        for answer in answers:
            self.assertEqual(answer.read(12)[:4], b"\x05\x00\x05\x00")
        for number, (connection, answer) in enumerate(zip(connections, answers)):
            connection.sendall(b"%4d" % number)
            self.assertEqual(answer.read(4), b"%4d" % number)
            connection.close()


# ---- A browser -------------------------------------------------------------------------------------------------------

PAGE = """<!doctype html><title>test</title><script>
async function hash(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (b) => b.toString(16).padStart(2, "0")).join("");
}
async function run() {
  const names = Array.from({length: 40}, (_, i) => `part/${i}`);
  const parts = await Promise.all(names.map(async (name) => {
    const answer = await fetch(name);
    return hash(await answer.arrayBuffer());
  }));
  const large = new Uint8Array(4 << 20);
  for (let i = 0; i < large.length; i += 65536) crypto.getRandomValues(large.subarray(i, i + 65536));
  const echoed = await fetch("hash", {method: "POST", body: large});
  return {parts, sent: await hash(large), received: await echoed.text()};
}
run().catch((error) => ({error: String(error)}))
    .then((result) => fetch("result", {method: "POST", body: JSON.stringify(result)}));
</script>"""


class Site(http.server.ThreadingHTTPServer):
    """A page that loads forty parts at once, sends four MiB, and tells its result; over TLS if `certificate` is given.
    `name` is what it is called by: for IPv4 a name that the proxy looks up, which may not know it for IPv6."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, host, certificate=None):
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, 0), Visit)
        self.scheme, self.port, self.results = "http", self.server_address[1], queue.Queue()
        self.name = bracketed(host) if ":" in host else "localhost"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
            self.scheme = "https"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @staticmethod
    def part(number):
        return bytes([number]) * (20_000 + number)

    def handle_error(self, *_):
        pass  # browsers open connections that they do not use

    def close(self):
        self.shutdown()
        self.server_close()


class Visit(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def answer(self, body, kind="application/octet-stream"):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):  # noqa: N802, the name is http.server's
        if self.path == "/":
            self.answer(PAGE.encode(), "text/html")
        elif self.path.startswith("/part/"):
            self.answer(Site.part(int(self.path.removeprefix("/part/"))))
        else:
            self.send_error(404)

    def do_POST(self):  # noqa: N802
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/hash":
            self.answer(hashlib.sha256(body).hexdigest().encode())
        else:
            self.server.results.put(json.loads(body))
            self.answer(b"thanks")


class Browser(harness.E2eTest):
    """Chromium without a window. What it may connect to is the local port alone: everything else is unknown to it."""

    def visit(self, site, scheme, client):
        host, port = client.socks
        profile = self.room.path(f"browser-{scheme}-{site.port}")
        process = self.room.start("browser", [
            find_program("chromium-headless-shell"), "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--remote-debugging-port=0", f"--user-data-dir={profile}",
            f"--proxy-server={scheme}://{bracketed(host)}:{port}", "--proxy-bypass-list=<-loopback>",
            *([f"--ignore-certificate-errors-spki-list={self.key_hash}"] if site.scheme == "https" else []),
            f"{site.scheme}://{site.name}:{site.port}/"])
        try:
            return site.results.get(timeout=self.seconds(40))
        except queue.Empty:
            raise HarnessError(f"the page did not tell its result: {process.errors()[-2000:]}") from None
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # it is a script, and the browser its child; the group is their own
            process.popen.wait()

    def certificate(self):
        """For `localhost`, and what the browser is told to accept: the hash of its public key."""
        pair = Authority(self.room.path("site")).issue("localhost", "DNS:localhost")
        key = subprocess.run([find_program("openssl"), "x509", "-in", pair[0], "-noout", "-pubkey"], check=True,
                             capture_output=True, timeout=20).stdout
        der = subprocess.run([find_program("openssl"), "pkey", "-pubin", "-outform", "der"], input=key, check=True,
                             capture_output=True, timeout=20).stdout
        self.key_hash = subprocess.run([find_program("openssl"), "base64", "-A"], input=hashlib.sha256(der).digest(),
                                       check=True, capture_output=True, timeout=20).stdout.decode()
        return pair

    def check_visit(self, site, scheme, client):
        result = self.visit(site, scheme, client)
        self.assertNotIn("error", result)
        self.assertEqual(result["sent"], result["received"])
        self.assertEqual(result["parts"], [hashlib.sha256(Site.part(number)).hexdigest() for number in range(40)])
        self.assertTrue(client.find_events(event="tunnel-opened", target=f"{site.name}:{site.port}"),
                        "the name was not left to the proxy")

    def test_pages_over_either_protocol_and_family(self):
        self.proxy = self.room.start_proxy()
        certificate = self.certificate()
        for family in FAMILIES:
            client = self.room.start_client(self.proxy, socks=f"{bracketed(family)}:0")
            for scheme, secured in (("socks5", False), ("socks5", True), ("http", True), ("http", False)):
                with self.subTest(family=family, through=scheme, https=secured):
                    site = Site(family, certificate if secured else None)
                    try:
                        self.check_visit(site, scheme, client)
                    finally:
                        site.close()


if __name__ == "__main__":
    harness.main()

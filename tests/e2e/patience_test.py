#!/usr/bin/env python3
"""Peers that say nothing: every wait has an end. These last as long as the programs' own limits, so all run at once.

The limits: 15 s to connect to a proxy, 30 s for an application's SOCKS request, 30 s for a destination. (That of a
proxy that connects and then never answers is a minute; the tests of the core try it with a shorter one.)
"""

import concurrent.futures
import socket
import time

import harness
from certificates import Authority
from h2 import FakeProxy
from servers import TcpServer
from wire import FAILED, HOST_UNREACHABLE, read_to_end, reply_of, socks_request, tunnel

LIMIT = 45


def say_nothing(connection):
    while connection.recv(1 << 16):
        pass


class Silence:
    """An address where connecting gets no answer: a queue of connections that is full and that nobody empties."""

    def __init__(self):
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(0)
        self.port = self.listener.getsockname()[1]
        self.fillers = [self.fill() for _ in range(4)]
        time.sleep(0.2)

    def fill(self):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(("127.0.0.1", self.port))
        return filler

    def close(self):
        for one in (self.listener, *self.fillers):
            one.close()


class Patience(harness.E2eTest):
    def test_every_wait_has_an_end(self):
        self.pair()
        authority = Authority(self.room.path("authority"))
        self.ca, self.certificate = authority.ca, authority.issue("fake")
        echo = self.closing(TcpServer(lambda connection: connection.sendall(connection.recv(100))))
        bystander = self.closing(tunnel(self.client, echo.host, echo.port))
        self.silence = self.closing(Silence())
        jobs = (self.destination_that_does_not_answer, self.slow_application, self.application_that_says_nothing,
                self.proxy_that_does_not_answer, self.proxy_without_handshake, self.proxy_without_settings)
        clients = {job: self.client_for(job) for job in jobs}  # by this thread, which outlives them
        with concurrent.futures.ThreadPoolExecutor(len(jobs)) as pool:
            running = {job: pool.submit(self.timed, job, client) for job, client in clients.items()}
        for job, future in running.items():
            with self.subTest(job.__name__):
                future.result()
        bystander.sendall(b"still there?")
        self.assertEqual(bystander.recv(100), b"still there?")

    def client_for(self, job):
        servers = {
            self.proxy_that_does_not_answer: lambda: f"127.0.0.1:{self.silence.port}",
            self.proxy_without_handshake: lambda: f"127.0.0.1:{self.closing(TcpServer(say_nothing)).port}",
            self.proxy_without_settings: lambda: self.fake(lambda talk: talk.wait_for_end()),
        }
        if job not in servers:
            return self.room.start_client(self.proxy)
        return self.room.start_client(servers[job](), ca=self.ca)

    def fake(self, script):
        return self.closing(FakeProxy(script, self.certificate)).template

    def timed(self, job, client):
        start = time.monotonic()
        job(client)
        self.assertLess(time.monotonic() - start, LIMIT)

    def assert_fails(self, client, reply, stage, code, port=80):
        self.assertEqual(reply_of(client, "127.0.0.1", port, 2 * LIMIT), reply)
        failed = client.wait_for_event(event="tunnel-failed")
        self.assertEqual((failed["stage"], failed["code"]), (stage, code), failed)
        self.assertRegex(failed["message"], "in time|no answer")

    def destination_that_does_not_answer(self, client):
        self.assert_fails(client, HOST_UNREACHABLE, "destination", "timed_out", self.silence.port)

    def proxy_that_does_not_answer(self, client):
        self.assert_fails(client, FAILED, "tcp", "timed_out")

    def proxy_without_handshake(self, client):
        self.assert_fails(client, FAILED, "tls", "timed_out")

    def proxy_without_settings(self, client):
        self.assert_fails(client, FAILED, "http", "timed_out")

    def application_that_says_nothing(self, client):
        with socket.create_connection(client.socks, timeout=2 * LIMIT) as connection:
            self.assertEqual(read_to_end(connection)[0], b"")
        failed = client.wait_for_event(event="tunnel-failed")
        self.assertEqual((failed["stage"], failed["code"]), ("local", "timed_out"))

    def slow_application(self, client):
        """One byte every two seconds: the limit is for the whole request, not for each byte."""
        request = b"\x05\x01\x00" + socks_request("a-rather-long-name.invalid", 80)
        with socket.create_connection(client.socks, timeout=2 * LIMIT) as connection:
            try:
                for byte in request:
                    connection.sendall(bytes([byte]))
                    time.sleep(2)
                self.fail("it waited for all of it")
            except OSError:
                pass
        failed = client.wait_for_event(event="tunnel-failed")
        self.assertEqual((failed["stage"], failed["code"]), ("local", "timed_out"))


if __name__ == "__main__":
    harness.main()

#!/usr/bin/env python3
"""SIGTERM: the proxy lets running tunnels finish (G1), the client cuts its own; both exit with 0."""

import hashlib
import os
import signal
import socket
import subprocess
import time

import harness
from harness import PROGRAMS
from servers import Origin, TcpServer
from wire import FAILED, SUCCEEDED, read_to_end, reply_of, socks_open, tunnel

MIB = 1 << 20


def echo(connection):
    while data := connection.recv(1 << 16):
        connection.sendall(data)
    return "fin"


class ProxyStop(harness.E2eTest):
    def setUp(self):
        super().setUp()
        self.pair()
        self.server = self.closing(TcpServer(echo))

    def tunnel(self):
        return self.closing(tunnel(self.client, self.server.host, self.server.port))

    def terminate(self, process, code=0):
        self.exit_codes[process] = code
        process.signal(signal.SIGTERM)

    def wait_until_it_lets_go_of_its_port(self, proxy):
        harness.wait_until(lambda: not harness.listens(proxy.port), self.seconds(5), "it still listens")

    def say(self, connection, words):
        connection.sendall(words)
        self.assertEqual(connection.recv(100), words)

    def test_without_tunnels_it_ends_at_once_although_clients_are_connected(self):
        reply_of(self.client, self.server.host, self.server.port)
        self.client.wait_for_event(event="tunnel-closed")
        start = time.monotonic()
        self.terminate(self.proxy)
        self.assertEqual(self.proxy.wait(5), 0)
        self.assert_bounded(start, 3)
        self.client.wait_for_event(event="disconnected", seconds=3)

    def test_G1_a_running_tunnel_finishes(self):
        connection = self.tunnel()
        self.say(connection, b"before")
        self.terminate(self.proxy)
        time.sleep(0.3)
        for words in (b"after", b"and after"):
            self.say(connection, words)
            time.sleep(0.2)
        self.assertTrue(self.proxy.alive())
        connection.shutdown(socket.SHUT_WR)
        self.assertEqual(read_to_end(connection), (b"", "fin"))
        self.assertEqual(self.server.next_result(), "fin")
        start = time.monotonic()
        self.assertEqual(self.proxy.wait(5), 0)
        self.assert_bounded(start, 3)
        self.assertTrue(self.client.wait_for_event(event="tunnel-closed")["ok"])

    def test_G1_a_download_finishes(self):
        origin = self.closing(Origin(self.room.directory))
        digest = origin.file("file", 64 * MIB)
        curl = self.room.start("curl", [
            "curl", "-q", "-sS", "--max-time", "60", "--limit-rate", "40M", "-o", self.room.path("got"),
            "-x", f"socks5h://127.0.0.1:{self.client.socks[1]}", origin.url("file")])
        got = self.room.path("got")
        harness.wait_until(lambda: os.path.exists(got) and os.path.getsize(got) > MIB, self.seconds(20),
                           "nothing comes")
        self.terminate(self.proxy)
        self.assertEqual(curl.wait(20), 0, curl.errors())
        with open(self.room.path("got"), "rb") as file:
            self.assertEqual(hashlib.file_digest(file, "sha256").hexdigest(), digest)
        self.assertEqual(self.proxy.wait(5), 0)

    def test_G1_new_tunnels_fail_at_once_while_an_old_one_goes_on(self):
        connection = self.tunnel()
        self.terminate(self.proxy)
        self.wait_until_it_lets_go_of_its_port(self.proxy)
        start = time.monotonic()
        self.assertEqual(reply_of(self.client, self.server.host, self.server.port), FAILED)
        self.assert_bounded(start, 5)
        failed = self.client.wait_for_event(event="tunnel-failed")
        self.assertEqual((failed["stage"], failed["code"]), ("tcp", "refused"))
        self.say(connection, b"unharmed")
        connection.close()
        self.assertEqual(self.proxy.wait(5), 0)

    def test_G1_new_tunnels_go_to_the_proxy_that_took_over(self):
        connection = self.tunnel()
        self.say(connection, b"before")
        old = self.proxy
        self.terminate(old)
        # It lets go of the port, though not of its tunnel.
        self.wait_until_it_lets_go_of_its_port(old)
        self.proxy = self.room.start_proxy("--cert", self.room.path("ca/cert.pem"), "--key", self.room.path("ca/key.pem"),
                                           listen=f"127.0.0.1:{old.port}", own_ca=False)
        other, reply = socks_open(self.client.socks, self.server.host, self.server.port)
        self.assertEqual(reply, SUCCEEDED)
        self.say(other, b"by the new one")
        other.close()
        self.say(connection, b"by the old one")
        self.assertTrue(old.alive())
        connection.close()
        self.assertEqual(old.wait(5), 0)

    def test_grace_is_limited(self):
        self.proxy = self.room.start_proxy("--grace", "1")
        self.client = self.room.start_client(self.proxy)
        connection = self.tunnel()
        self.say(connection, b"before")
        start = time.monotonic()
        self.terminate(self.proxy)
        self.assertEqual(self.proxy.wait(8), 0)
        self.assertGreater(time.monotonic() - start, 0.9)
        self.assert_bounded(start, 4)
        self.assertEqual(read_to_end(connection), (b"", "reset"))

    def test_a_second_signal_cuts_grace_short(self):
        connection = self.tunnel()
        self.say(connection, b"before")
        self.terminate(self.proxy)
        time.sleep(0.5)
        self.assertTrue(self.proxy.alive())
        start = time.monotonic()
        self.proxy.signal(signal.SIGTERM)
        self.proxy.wait(5)
        self.assert_bounded(start, 3)
        self.assertEqual(read_to_end(connection), (b"", "reset"))

    def test_X5_destinations_see_a_cut_tunnel_as_a_reset(self):
        """When grace is over nobody finished; a clean end would tell the destination that all had arrived."""
        sink = self.closing(TcpServer(read_to_end))
        self.proxy = self.room.start_proxy("--grace", "1")
        self.client = self.room.start_client(self.proxy)
        connection = self.closing(tunnel(self.client, sink.host, sink.port))
        connection.sendall(b"half a fi")
        time.sleep(0.3)
        self.terminate(self.proxy)
        self.assertEqual(sink.next_result(self.seconds(10)), (b"half a fi", "reset"))

    def test_many_tunnels_at_a_time_of_stop(self):
        connections = [self.tunnel() for _ in range(100)]
        self.terminate(self.proxy)
        time.sleep(0.2)
        for connection in connections:
            self.say(connection, b"!")
        for connection in connections:
            connection.close()
        self.assertEqual(self.proxy.wait(5), 0)


class ClientStop(harness.E2eTest):
    def test_it_ends_while_the_proxy_hangs(self):
        """Stopped, the proxy takes nothing and says nothing."""
        self.pair()
        server = self.closing(TcpServer(echo))
        connection = self.closing(tunnel(self.client, server.host, server.port))
        self.exit_codes[self.client] = 0
        self.proxy.signal(signal.SIGSTOP)
        try:
            self.client.signal(signal.SIGTERM)
            self.assertEqual(self.client.wait(5), 0)
        finally:
            self.proxy.signal(signal.SIGCONT)
        self.assertEqual(read_to_end(connection)[1], "reset")

    def test_interrupt_is_a_stop_too(self):
        self.pair()
        for process in (self.client, self.proxy):
            self.exit_codes[process] = 0
            process.signal(signal.SIGINT)
            self.assertEqual(process.wait(5), 0)

    def test_it_ends_while_a_connection_is_being_made(self):
        silent = self.closing(TcpServer(lambda connection: connection.recv(1 << 20) and connection.recv(1)))
        client = self.room.start_client(f"127.0.0.1:{silent.port}")
        connection = socket.create_connection(client.socks)
        connection.sendall(b"\x05\x01\x00\x05\x01\x00\x01\x7f\x00\x00\x01\x00\x50")
        time.sleep(0.3)
        self.exit_codes[client] = 0
        client.signal(signal.SIGTERM)
        self.assertEqual(client.wait(5), 0)
        connection.close()


class Output(harness.E2eTest):
    """A log that nobody takes, a pipe that is full or gone, must not hold up tunnels, nor the stop."""

    def setUp(self):
        super().setUp()
        self.proxy = self.room.start_proxy()
        self.server = self.closing(TcpServer(echo))
        self.port = harness.free_port()
        self.read, write = os.pipe()
        command = [PROGRAMS.cli, "run", *self.room.client_arguments(self.proxy), "--json", "--verbose",
                   "--socks", f"127.0.0.1:{self.port}"]
        with open(self.room.path("errors"), "wb") as errors:
            self.popen = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=write, stderr=errors,
                                          env=harness.environment(), preexec_fn=harness.end_with_parent)
        self.addCleanup(self.room.kill, harness.Process("unread", self.popen, "", ""))
        os.close(write)
        harness.wait_until(self.listens, self.seconds(10), "it does not listen")

    def listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def open_tunnels(self, count):
        for _ in range(count):
            connection, reply = socks_open(("127.0.0.1", self.port), self.server.host, self.server.port)
            connection.close()
            self.assertEqual(reply, SUCCEEDED)

    def stop(self):
        self.popen.send_signal(signal.SIGTERM)
        self.assertEqual(self.popen.wait(self.seconds(8)), 0)

    def test_a_full_pipe(self):
        self.open_tunnels(1000)  # some 250 bytes each; a pipe holds 64 KiB
        self.stop()
        os.close(self.read)

    def test_a_pipe_that_is_gone(self):
        os.close(self.read)
        self.open_tunnels(20)
        self.stop()


if __name__ == "__main__":
    harness.main()

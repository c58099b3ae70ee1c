#!/usr/bin/env python3
"""How tunnels end: an end is an end, a cut is a cut, and both pass through in either direction (rows X1 to X7)."""

import hashlib
import os
import socket
import threading
import time

import harness
from harness import PROGRAMS
from servers import Origin, TcpServer
from wire import read_to_end, reset, send_until_stuck, tunnel, wait_for_broken, wait_for_reset

MIB = 1 << 20


def gone():
    """Seconds until a peer that was killed is noticed: at once where the system closes its TCP, with keep-alive and the
    limit of silence (requirement G4) over QUIC."""
    return 20 if PROGRAMS.http == "3" else 10


ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n"
CURLE_PARTIAL_FILE, CURLE_RECV_ERROR = 18, 56


class ClosingTest(harness.E2eTest):
    def setUp(self):
        super().setUp()
        self.pair()
        self.ready = threading.Event()  # tells a destination to go on

    def server(self, handle, **options):
        return self.closing(TcpServer(handle, **options))

    def tunnel(self, server):
        connection = tunnel(self.client, server.host, server.port)
        connection.settimeout(self.seconds(20))
        return self.closing(connection)

    def bystander(self):
        """A tunnel that must not notice what happens to others; call the result to see that it did not."""
        echo = self.server(echo_until_end)
        connection = self.tunnel(echo)

        def check():
            connection.sendall(b"still there?")
            self.assertEqual(connection.recv(100), b"still there?")
            connection.shutdown(socket.SHUT_WR)
            self.assertEqual(read_to_end(connection), (b"", "fin"))
            self.assertEqual(echo.next_result(), "fin")
        return check

    def wait(self, event):
        self.assertTrue(event.wait(self.seconds(20)))


def echo_until_end(connection):
    while data := connection.recv(1 << 16):
        connection.sendall(data)
    return "fin"


class HalfClose(ClosingTest):
    def test_X1_X2_destination_answers_after_the_applications_end(self):
        def answer(connection):
            question, end = read_to_end(connection)
            connection.sendall(hashlib.sha256(question).digest())
            return end
        server = self.server(answer)
        question = os.urandom(5 * MIB)
        connection = self.tunnel(server)
        connection.sendall(question)
        connection.shutdown(socket.SHUT_WR)
        self.assertEqual(read_to_end(connection), (hashlib.sha256(question).digest(), "fin"))
        self.assertEqual(server.next_result(), "fin")

    def test_X1_X2_application_goes_on_after_the_destinations_end(self):
        answer = os.urandom(5 * MIB)

        def speak_first(connection):
            connection.sendall(answer)
            connection.shutdown(socket.SHUT_WR)
            return read_to_end(connection)
        server = self.server(speak_first)
        connection = self.tunnel(server)
        self.assertEqual(read_to_end(connection), (answer, "fin"))
        connection.sendall(answer[::-1])
        connection.shutdown(socket.SHUT_WR)
        self.assertEqual(server.next_result(), (answer[::-1], "fin"))

    def test_X1_an_end_without_any_byte(self):
        server = self.server(read_to_end)
        connection = self.tunnel(server)
        connection.shutdown(socket.SHUT_WR)
        self.assertEqual(server.next_result(), (b"", "fin"))
        self.assertEqual(read_to_end(connection), (b"", "fin"))

    def test_X3_half_closed_tunnels_live_on(self):
        """In both directions, side by side; a second is no proof of "unbounded", but it finds a linger."""
        def first_end_then_slow(connection):
            read_to_end(connection)
            for byte in b"slowly":
                time.sleep(0.25)
                connection.sendall(bytes([byte]))
        listening = self.server(first_end_then_slow)

        def end_then_listen(connection):
            connection.shutdown(socket.SHUT_WR)
            return read_to_end(connection)
        speaking = self.server(end_then_listen)
        one, other = self.tunnel(listening), self.tunnel(speaking)
        one.shutdown(socket.SHUT_WR)
        self.assertEqual(other.recv(1), b"")
        for byte in b"slowly":
            time.sleep(0.25)
            other.sendall(bytes([byte]))
        other.shutdown(socket.SHUT_WR)
        self.assertEqual(read_to_end(one), (b"slowly", "fin"))
        self.assertEqual(speaking.next_result(), (b"slowly", "fin"))

    def test_both_tell_of_a_good_end(self):
        server = self.server(echo_until_end)
        connection = self.tunnel(server)
        connection.sendall(b"12345")
        connection.shutdown(socket.SHUT_WR)
        read_to_end(connection)
        closed = self.client.wait_for_event(event="tunnel-closed")
        self.assertEqual((closed["ok"], closed["sent"], closed["received"]), (True, 5, 5))
        self.assertTrue(self.proxy.wait_for_event(event="closed")["ok"])


class Resets(ClosingTest):
    def test_X4_reset_of_the_application_reaches_the_destination_as_reset(self):
        check = self.bystander()
        server = self.server(self.read_noting_begin)
        connection = self.tunnel(server)
        connection.sendall(b"begun")
        self.wait(self.ready)
        reset(connection)
        self.assertEqual(server.next_result(), (b"begun", "reset"))
        check()
        closed = self.client.wait_for_event(event="tunnel-closed", ok=False)
        self.assertEqual((closed["stage"], closed["code"]), ("local", "reset"))

    def read_noting_begin(self, connection):
        begin = connection.recv(100)
        self.ready.set()
        rest, end = read_to_end(connection)
        return begin + rest, end

    def test_X4_reset_of_an_application_that_had_half_closed(self):
        def wait_for_end_then_reset(connection):
            end = read_to_end(connection)
            self.ready.set()
            return end, wait_for_broken(connection, self.seconds(10))
        server = self.server(wait_for_end_then_reset)
        connection = self.tunnel(server)
        connection.sendall(b"all")
        connection.shutdown(socket.SHUT_WR)
        self.wait(self.ready)
        reset(connection)
        self.assertEqual(server.next_result(), ((b"all", "fin"), True))

    def test_X4_X5_reset_of_the_destination_reaches_the_application_as_reset(self):
        check = self.bystander()

        def reset_in_the_middle(connection):
            connection.sendall(b"x" * 1000)
            self.ready.wait(20)
            reset(connection)
        connection = self.tunnel(self.server(reset_in_the_middle))
        self.assertEqual(len(connection.recv(1000, socket.MSG_WAITALL)), 1000)
        self.ready.set()
        self.assertEqual(read_to_end(connection), (b"", "reset"))
        check()
        closed = self.client.wait_for_event(event="tunnel-closed", ok=False)
        if PROGRAMS.http != "1.1":  # which has no word for whose end it was
            self.assertIn(closed["target"].rpartition(":")[0], closed["message"])
        self.assertFalse(self.proxy.wait_for_event(event="closed", ok=False)["ok"])

    def test_X4_reset_of_the_destination_before_the_first_byte(self):
        def reset_at_once(connection):
            connection.recv(1)
            reset(connection)
        connection = self.tunnel(self.server(reset_at_once))
        connection.sendall(b"!")
        self.assertEqual(read_to_end(connection), (b"", "reset"))

    def test_X5_curl_fails_when_the_destination_resets_without_content_length(self):
        """Only the kind of end tells curl whether this answer is whole."""
        def half_an_answer(connection):
            connection.recv(1 << 16)
            connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 100_000)
            time.sleep(0.3)
            reset(connection)
        server = self.server(half_an_answer)
        done = harness.curl(self.client, f"http://127.0.0.1:{server.port}/", "-o", os.devnull)
        self.assertEqual(done.returncode, CURLE_RECV_ERROR, done.stderr)


class Stuck(ClosingTest):
    """X7: a reset arrives although data waits for flow control, because the reader does not read."""

    def test_X7_reset_of_an_application_whose_destination_does_not_read(self):
        check = self.bystander()

        def never_read(connection):
            return wait_for_reset(connection, self.seconds(25))
        server = self.server(never_read)
        connection = self.tunnel(server)
        self.assertGreater(send_until_stuck(connection), MIB)
        start = time.monotonic()
        reset(connection)
        self.assertTrue(server.next_result(self.seconds(25)), "no reset arrived")
        self.assert_bounded(start, 5)
        check()

    def test_X7_reset_of_a_destination_whose_application_does_not_read(self):
        check = self.bystander()

        def send_then_reset(connection):
            sent = send_until_stuck(connection)
            reset(connection)
            return sent
        server = self.server(send_then_reset)
        connection = self.tunnel(server)
        self.assertGreater(server.next_result(self.seconds(25)), MIB)
        start = time.monotonic()
        self.assertTrue(wait_for_reset(connection, self.seconds(20)), "no reset arrived")
        self.assert_bounded(start, 5)
        check()

    def test_F1_what_a_stuck_tunnel_took_is_bounded(self):
        server = self.server(lambda connection: self.ready.wait(self.seconds(25)))
        connection = self.tunnel(server)
        sent = send_until_stuck(connection)
        self.assertLess(sent, 48 * MIB, "windows and socket buffers are smaller than this")
        reset(connection)
        self.ready.set()

    def test_F2_a_stuck_tunnel_does_not_slow_others(self):
        stuck = self.server(lambda connection: self.ready.wait(self.seconds(60)))
        held = [self.tunnel(stuck) for _ in range(3)]
        for connection in held:
            send_until_stuck(connection)
        origin = self.closing(Origin(self.room.directory))
        digest = origin.file("file", 32 * MIB)
        start = time.monotonic()
        up = harness.curl(self.client, "-T", self.room.path("file"), origin.url("upload"))
        down = harness.curl(self.client, origin.url("file"))
        self.assert_bounded(start, 15)
        self.assertEqual(up.stdout.decode(), digest, up.stderr)
        self.assertEqual(hashlib.sha256(down.stdout).hexdigest(), digest, down.stderr)
        for connection in held:
            reset(connection)
        self.ready.set()

    def test_a_slow_reader_gets_everything(self):
        answer = os.urandom(24 * MIB)

        def send_all(connection):
            connection.sendall(answer)
        connection = self.tunnel(self.server(send_all))
        got = bytearray()
        for _ in range(10):
            time.sleep(0.1)
            got += connection.recv(1 << 16)
        rest, end = read_to_end(connection)
        self.assertEqual((hashlib.sha256(got + rest).digest(), end), (hashlib.sha256(answer).digest(), "fin"))


class Killed(ClosingTest):
    def endless(self, head):
        """A destination that sends until it is cut off."""
        def send(connection):
            connection.recv(1 << 16)
            connection.sendall(head)
            block = bytes(1 << 16)
            try:
                while True:
                    connection.sendall(block)
            except OSError as error:
                return type(error).__name__
        return self.server(send)

    def curl_while_killing(self, victim, head):
        server = self.endless(head)
        curl = self.room.start("curl", [
            "curl", "-q", "-sS", "--max-time", "60", "-x", f"socks5h://127.0.0.1:{self.client.socks[1]}",
            "-o", self.room.path("got"), f"http://127.0.0.1:{server.port}/"])
        harness.wait_until(lambda: os.path.exists(self.room.path("got")) and
                           os.path.getsize(self.room.path("got")) > 8 * MIB, self.seconds(20), "nothing comes")
        start = time.monotonic()
        self.kill(victim)
        code = curl.wait(30)
        self.assert_bounded(start, gone())
        return code, server

    def kill_proxy_mid_download(self, head, codes):
        code, _ = self.curl_while_killing(self.proxy, head)
        self.assertIn(code, codes)
        closed = self.client.wait_for_event(event="tunnel-closed", ok=False)
        self.assertIn(closed["code"], ("timed_out",) if PROGRAMS.http == "3" else ("reset", "truncated", "closed"))
        # There was a secure connection, and it was lost: the sentence must not say that none could be made.
        self.assertEqual(closed["stage"], "http", closed)
        self.assertNotIn("could be made", closed["message"])
        self.client.wait_for_event(event="disconnected")

    def test_X5_proxy_killed_mid_download_gives_curl_an_error(self):
        """Without a length only the kind of end tells curl that something is missing."""
        self.kill_proxy_mid_download(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", (CURLE_RECV_ERROR,))

    def test_X5_proxy_killed_mid_download_of_known_length_gives_curl_an_error(self):
        self.kill_proxy_mid_download(ENDLESS, (CURLE_PARTIAL_FILE, CURLE_RECV_ERROR))

    def test_X5_client_killed_mid_download_resets_the_destination(self):
        other_client = self.room.start_client(self.proxy)
        echo = self.server(echo_until_end)
        other = self.closing(tunnel(other_client, echo.host, echo.port))
        code, server = self.curl_while_killing(self.client, ENDLESS)
        self.assertIn(code, (CURLE_PARTIAL_FILE, CURLE_RECV_ERROR))
        self.assertIn(server.next_result(self.seconds(gone())), ("ConnectionResetError", "BrokenPipeError"))
        other.sendall(b"unharmed")
        self.assertEqual(other.recv(100), b"unharmed")
        other.close()

    def test_X5_client_killed_mid_upload_is_no_end_for_the_destination(self):
        server = self.server(read_to_end)
        connection = self.tunnel(server)
        connection.sendall(b"half a fi")
        self.proxy.wait_for_event(event="opened")
        time.sleep(0.2)
        self.kill(self.client)
        self.assertEqual(server.next_result(self.seconds(gone())), (b"half a fi", "reset"))

    def test_client_asked_to_stop_cuts_its_tunnels_and_exits_with_0(self):
        server = self.server(read_to_end)
        connection = self.tunnel(server)
        connection.sendall(b"half a fi")
        self.proxy.wait_for_event(event="opened")
        time.sleep(0.2)
        self.exit_codes[self.client] = 0
        self.client.signal(15)
        self.assertEqual(self.client.wait(5), 0)
        self.assertEqual(server.next_result(self.seconds(10)), (b"half a fi", "reset"))
        self.assertEqual(read_to_end(connection), (b"", "reset"))

    def test_the_client_goes_on_with_a_proxy_that_came_back(self):
        port = self.proxy.port
        server = self.server(echo_until_end)
        self.tunnel(server)
        self.kill(self.proxy)
        self.client.wait_for_event(gone(), event="disconnected")
        self.proxy = self.room.start_proxy(listen=f"127.0.0.1:{port}")
        # Its CA file is still the one the client knows: the directory is the same.
        connection = self.tunnel(server)
        connection.sendall(b"again")
        self.assertEqual(connection.recv(100), b"again")
        connection.close()


class ConnectProgram(ClosingTest):
    """culvert-cli connect: standard input and output instead of a socket."""

    def test_X1_X2_end_of_input_and_end_of_output(self):
        def answer(connection):
            question, end = read_to_end(connection)
            connection.sendall(question[::-1])
            return end
        server = self.server(answer)
        question = os.urandom(2 * MIB)
        done = self.connect(self.proxy, server.host, server.port, input=question)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(done.stdout, question[::-1])
        self.assertEqual(server.next_result(), "fin")

    def test_X5_reset_of_the_destination_exits_with_1_and_a_sentence(self):
        def send_then_reset(connection):
            connection.sendall(b"begun")
            connection.recv(100)
            reset(connection)
        server = self.server(send_then_reset)
        done = self.connect(self.proxy, server.host, server.port, input=b"go")
        self.assertEqual(done.returncode, 1)
        where = "" if PROGRAMS.http == "1.1" else r"127\.0\.0\.1:\d+.*"
        self.assertRegex(done.stderr.decode(), r"\Aculvert-cli: .*" + where + r"\.\n\Z")

    def test_destination_ends_while_input_stays_open(self):
        """As under ssh, which keeps the pipe open: only when both directions have ended the program ends by itself."""
        server = self.server(lambda connection: connection.sendall(b"bye"))
        process = self.room.start("connect", [
            harness.PROGRAMS.cli, "connect", *self.room.client_arguments(self.proxy), server.host, server.port],
            stdin=-1)
        harness.wait_until(lambda: process.output() == b"bye", self.seconds(10), "the answer is missing")
        process.popen.stdin.close()
        self.assertEqual(process.wait(10), 0, process.errors())

    def test_X5_ended_by_a_signal_cuts_the_tunnel(self):
        server = self.server(read_to_end)
        process = self.room.start("connect", [
            harness.PROGRAMS.cli, "connect", *self.room.client_arguments(self.proxy), server.host, server.port],
            stdin=-1)
        process.popen.stdin.write(b"half a fi")
        process.popen.stdin.flush()
        self.proxy.wait_for_event(event="opened")
        time.sleep(0.2)
        process.signal(15)
        process.wait(5)
        self.assertEqual(server.next_result(self.seconds(10)), (b"half a fi", "reset"))


if __name__ == "__main__":
    harness.main()

"""Bad input from every side (bad_*_test.py): what each of its tests wants.

Each case has its SOCKS reply, its stage, code and sentence, the exit code of `connect`, and a time limit; and a tunnel
beside it is unharmed.
"""

import socket
import time

import harness
from servers import TcpServer
from wire import reply_of, tunnel

LOST = ("closed", "reset", "truncated", "retryable")  # which of them is a matter of timing


def echo(connection):
    while data := connection.recv(1 << 16):
        connection.sendall(data)


def not_found_here():
    """What becomes of a name that does not exist: where there is no name service at all, "not now" instead of "never"."""
    try:
        socket.getaddrinfo("no-such-proxy.invalid", 443)
    except socket.gaierror as error:
        return "timed_out" if error.errno == socket.EAI_AGAIN else "not_found"
    raise harness.HarnessError("this network finds addresses for names that do not exist")


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

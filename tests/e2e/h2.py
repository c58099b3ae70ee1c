"""HTTP/2 by hand, for what no honest program would send: servers that break their word, clients with odd requests.

Field blocks are written as literals without Huffman coding and never read back, except for what a test looks for.
"""

import socket
import ssl

from servers import TcpServer
from wire import receive

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, ACK, END_HEADERS = 1, 1, 4
ENABLE_CONNECT_PROTOCOL, MAX_CONCURRENT_STREAMS = 8, 3
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
CONNECT_ERROR, REFUSED_STREAM = 0xa, 0x7


def frame(kind, flags, stream, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def settings(**values):
    """settings(extended_connect=1, streams=100)"""
    numbers = {"extended_connect": ENABLE_CONNECT_PROTOCOL, "streams": MAX_CONCURRENT_STREAMS}
    return frame(SETTINGS, 0, 0, b"".join(
        numbers[name].to_bytes(2, "big") + value.to_bytes(4, "big") for name, value in values.items()))


def text(value):
    value = value if isinstance(value, bytes) else value.encode()
    if len(value) < 127:
        return bytes([len(value)]) + value
    rest, more = len(value) - 127, b""  # RFC 7541 §5.1
    while rest >= 128:
        more += bytes([rest % 128 + 128])
        rest //= 128
    return bytes([127]) + more + bytes([rest]) + value


def headers(stream, fields, end=False):
    block = b"".join(b"\x00" + text(name) + text(value) for name, value in fields)
    return frame(HEADERS, END_HEADERS | (END_STREAM if end else 0), stream, block)


def answer(stream, status, *fields, end=True):
    return headers(stream, [(":status", str(status)), *fields], end)


def goaway(last_stream=0, code=0):
    return frame(GOAWAY, 0, 0, last_stream.to_bytes(4, "big") + code.to_bytes(4, "big"))


def rst_stream(stream, code):
    return frame(RST_STREAM, 0, stream, code.to_bytes(4, "big"))


def read_frame(connection):
    """(kind, flags, stream, payload); None at the end of the connection."""
    head = receive(connection, 9)
    if len(head) < 9:
        return None
    payload = receive(connection, int.from_bytes(head[:3], "big"))
    return head[3], head[4], int.from_bytes(head[5:9], "big"), payload


def read_until(connection, kind, send_acks=True):
    """The next frame of a kind; settings and pings in between are acknowledged. None at the end of the connection."""
    while (got := read_frame(connection)) is not None:
        if send_acks and got[0] in (SETTINGS, PING) and not got[1] & ACK:
            connection.sendall(frame(got[0], ACK, 0, got[3] if got[0] == PING else b""))
        if got[0] == kind:
            return got
    return None


class Conversation:
    """The server's half of one connection, after the handshake."""

    def __init__(self, connection):
        self.connection = connection

    def begin(self, **values):
        """Settings, as an honest proxy would send them, unless told otherwise."""
        if receive(self.connection, len(PREFACE)) != PREFACE:
            raise ConnectionError("no preface")
        self.send(settings(**(values or {"extended_connect": 1, "streams": 100})))

    def send(self, data):
        self.connection.sendall(data)

    def request(self):
        """Waits for one; its stream, or None when the client has left."""
        got = read_until(self.connection, HEADERS)
        return got and got[2]

    def wait_for_end(self):
        """Until the client leaves; what it sent meanwhile, as frames."""
        frames = []
        try:
            while (got := read_frame(self.connection)) is not None:
                frames.append(got)
        except OSError:
            pass
        return frames


class FakeProxy(TcpServer):
    """TLS with ALPN h2; script(conversation) says what the server does."""

    def __init__(self, script, certificate, alpn=("h2",), prepare=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        if alpn:
            context.set_alpn_protocols(list(alpn))
        if prepare:
            prepare(context)

        def serve(connection):
            connection.settimeout(60)
            with context.wrap_socket(connection, server_side=True) as encrypted:
                return script(Conversation(encrypted))
        super().__init__(serve)

    @property
    def template(self):
        return f"https://127.0.0.1:{self.port}/tcp/{{target_host}}/{{target_port}}/"


class RawClient:
    """A client that can ask a proxy for anything."""

    def __init__(self, port, ca, seconds=10):
        context = ssl.create_default_context(cafile=ca)
        context.set_alpn_protocols(["h2"])
        plain = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        self.connection = context.wrap_socket(plain, server_hostname="127.0.0.1")
        self.connection.sendall(PREFACE + settings())
        self.stream = -1

    def ask(self, path, protocol="connect-tcp-12", fields=(), end=False):
        """Sends an extended CONNECT; the field block of the answer as it came."""
        self.stream += 2
        self.connection.sendall(headers(self.stream, [
            (":method", "CONNECT"), (":protocol", protocol), (":scheme", "https"), (":authority", "127.0.0.1"),
            (":path", path), ("capsule-protocol", "?1"), *fields], end))
        got = read_until(self.connection, HEADERS)
        return got and got[3]

    def close(self):
        self.connection.close()

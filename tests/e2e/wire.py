"""Plain sockets as applications and destinations use them: SOCKS5 by hand, resets, and how a connection ended."""

import select
import socket
import struct
import time

SUCCEEDED, FAILED, NOT_ALLOWED, HOST_UNREACHABLE, REFUSED, NO_COMMAND, NO_ADDRESS_TYPE = 0, 1, 2, 4, 5, 7, 8


def receive(connection, count):
    """Exactly that many bytes, fewer only at the end of the stream."""
    data = b""
    while len(data) < count:
        piece = connection.recv(count - len(data))
        if not piece:
            break
        data += piece
    return data


def read_to_end(connection):
    """(all bytes, "fin" or "reset")."""
    data = bytearray()
    try:
        while piece := connection.recv(1 << 16):
            data += piece
        return bytes(data), "fin"
    except ConnectionResetError:
        return bytes(data), "reset"


def reset(connection):
    """Closes with an RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def wait_for_reset(connection, seconds):
    """True if an RST arrives, even behind data that nobody reads; False after a FIN or when nothing comes."""
    poll = select.poll()
    poll.register(connection, select.POLLRDHUP)
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        for _, flags in poll.poll(left * 1000):
            if flags & select.POLLERR:
                return connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0
            if flags & (select.POLLRDHUP | select.POLLHUP):
                return False
    return False


def wait_for_broken(connection, seconds):
    """Like wait_for_reset, for a socket whose other direction has ended: there poll shows RDHUP all the time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0:
            return True
        time.sleep(0.02)
    return False


def send_until_stuck(connection, still=0.6):
    """Sends until nothing was taken for a while; returns how many bytes went."""
    sent, block = 0, bytes(1 << 16)
    connection.settimeout(still)
    try:
        while True:
            sent += connection.send(block)
    except TimeoutError:
        return sent


def socks_address(host):
    """The address of a SOCKS request: type and bytes."""
    for kind, family in ((b"\x01", socket.AF_INET), (b"\x04", socket.AF_INET6)):
        try:
            return kind + socket.inet_pton(family, host)
        except (OSError, ValueError, UnicodeEncodeError):
            pass
    name = host if isinstance(host, bytes) else host.encode()
    return b"\x03" + bytes([len(name)]) + name


def socks_request(host, port, command=1):
    address = host if isinstance(host, bytes) and host[:1] == b"\x03" else socks_address(host)
    return bytes([5, command, 0]) + address + struct.pack(">H", port)


def socks_open(socks, host, port, seconds=20, credentials=None):
    """(socket, reply code) of a SOCKS5 CONNECT; the reply is None if the other end said nothing more."""
    connection = socket.create_connection(socks, timeout=seconds)
    method = 2 if credentials else 0
    connection.sendall(bytes([5, 1, method]))
    if receive(connection, 2) != bytes([5, method]):
        return connection, None
    if credentials:
        user, password = (text.encode() for text in credentials)
        connection.sendall(bytes([1, len(user)]) + user + bytes([len(password)]) + password)
        if receive(connection, 2) != b"\x01\x00":
            return connection, None
    connection.sendall(socks_request(host, port))
    reply = receive(connection, 10)
    return connection, reply[1] if len(reply) == 10 else None


def tunnel(client, host, port, seconds=20):
    """A socket whose other end is the destination."""
    connection, reply = socks_open(client.socks, host, port, seconds)
    if reply != SUCCEEDED:
        connection.close()
        raise AssertionError(f"the SOCKS reply was {reply}")
    return connection


def reply_of(client, host, port, seconds=20):
    """Only the SOCKS reply."""
    connection, reply = socks_open(client.socks, host, port, seconds)
    connection.close()
    return reply

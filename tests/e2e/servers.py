"""Destinations: a web server with generated files, and TCP servers with a behaviour of the test's choice."""

import hashlib
import http.server
import os
import queue
import random
import socket
import threading

BLOCK = 1 << 20


class Pattern:
    """Bytes that are cheap to make, the same each time, and different in each block, so that SHA-256 tells of anything
    lost, doubled or out of order."""

    def __init__(self, seed=1):
        self.block = bytearray(random.Random(seed).randbytes(BLOCK))

    def pieces(self, size):
        for number in range((size + BLOCK - 1) // BLOCK):
            self.block[:8] = number.to_bytes(8, "big")
            yield memoryview(self.block)[:min(BLOCK, size - number * BLOCK)]


def make_file(path, size, seed=1):
    """Writes the pattern; returns its SHA-256."""
    digest = hashlib.sha256()
    with open(path, "wb", buffering=0) as file:
        for piece in Pattern(seed).pieces(size):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def hash_file(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):  # noqa: N802, the name is http.server's
        """Files by name."""
        try:
            file = open(os.path.join(self.server.directory, os.path.basename(self.path)), "rb")
        except OSError:
            self.send_error(404)
            return
        with file:
            size = os.fstat(file.fileno()).st_size
            self.send_response(200)
            self.send_header("Content-Length", str(size))
            self.end_headers()
            offset = 0
            while offset < size:
                offset += os.sendfile(self.connection.fileno(), file.fileno(), offset, size - offset)

    def do_PUT(self):  # noqa: N802
        """Answers with the SHA-256 of what arrived. /keep/NAME only keeps it, to be hashed when there is time."""
        keep = self.path.startswith("/keep/")
        place = os.path.join(self.server.directory, os.path.basename(self.path))
        sink = open(place, "wb", buffering=0) if keep else None
        digest = hashlib.sha256()
        if self.headers["Transfer-Encoding"] == "chunked":
            self.answer_put(self.read_chunks(digest), digest.hexdigest())
            return
        left, buffer = int(self.headers["Content-Length"]), memoryview(bytearray(BLOCK))
        while left:
            count = self.rfile.readinto1(buffer[:min(left, BLOCK)])
            if not count:
                break
            (sink.write if keep else digest.update)(buffer[:count])
            left -= count
        if keep:
            sink.close()
        self.answer_put(left == 0, "kept" if keep else digest.hexdigest())

    def read_chunks(self, digest):
        """True after the last one."""
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            digest.update(self.rfile.read(size))
            self.rfile.readline()
        return self.rfile.readline() == b"\r\n"

    def answer_put(self, whole, text):
        answer = text.encode()
        self.send_response(200 if whole else 400)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


class Origin(http.server.ThreadingHTTPServer):
    """The web server; its files lie in `directory`."""

    request_queue_size = 256
    daemon_threads = True

    def __init__(self, directory, host="127.0.0.1"):
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, 0), Handler)
        self.directory, self.host, self.port = directory, host, self.server_address[1]
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def handle_error(self, *_):
        pass  # clients that leave in the middle are part of the tests

    def url(self, name, host=None):
        host = host or self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/{name}"

    def file(self, name, size, seed=1):
        """Makes a file to be served; returns its SHA-256."""
        return make_file(os.path.join(self.directory, name), size, seed)

    def close(self):
        self.shutdown()
        self.server_close()


class TcpServer:
    """Runs handle(connection) in a thread for each connection; `next_result` gives what it returned or raised."""

    def __init__(self, handle, host="127.0.0.1", backlog=256, receive_buffer=None):
        self.handle, self.results, self.connections = handle, queue.Queue(), []
        self.listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        if receive_buffer:
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.listener.bind((host, 0))
        self.listener.listen(backlog)
        self.host, self.port = self.listener.getsockname()[:2]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return  # closed
            self.connections.append(connection)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            with connection:
                self.results.put(self.handle(connection))
        except Exception as error:  # noqa: BLE001, the test decides what it means
            self.results.put(error)

    def next_result(self, seconds=20):
        result = self.results.get(timeout=seconds)
        if isinstance(result, Exception):
            raise result
        return result

    def close(self):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
        except OSError:
            pass
        self.listener.close()
        for connection in self.connections:
            connection.close()

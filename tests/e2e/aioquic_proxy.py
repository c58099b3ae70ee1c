#!/usr/bin/env python3
"""A classic CONNECT proxy over HTTP/3, on a QUIC and HTTP/3 stack that is not ours (aioquic). No library of ours is in
it, and nothing of connect-tcp: it offers no extended CONNECT.

    aioquic_proxy.py CERTIFICATE KEY PORT
"""

import asyncio
import socket
import struct
import sys

from aioquic.asyncio import QuicConnectionProtocol, serve
from aioquic.h3.connection import H3_ALPN, H3Connection
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import ProtocolNegotiated, StreamReset

CONNECT_ERROR = 0x10F


class Proxy(QuicConnectionProtocol):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.http = None
        self.tunnels = {}  # by stream: what the client sent, None for its end

    def quic_event_received(self, event):
        if isinstance(event, ProtocolNegotiated):
            self.http = H3Connection(self._quic)
        elif isinstance(event, StreamReset) and event.stream_id in self.tunnels:
            self.tunnels[event.stream_id].put_nowait(ConnectionResetError())
        if self.http is None:
            return
        for one in self.http.handle_event(event):
            if isinstance(one, HeadersReceived):
                self.tunnels[one.stream_id] = asyncio.Queue()
                asyncio.ensure_future(self.answer(one.stream_id, dict(one.headers)))
            if isinstance(one, DataReceived) and one.data:
                self.tunnels[one.stream_id].put_nowait(one.data)
            if getattr(one, "stream_ended", False):
                self.tunnels[one.stream_id].put_nowait(None)

    def respond(self, stream, status, end):
        self.http.send_headers(stream, [(b":status", status)], end_stream=end)
        self.transmit()

    async def answer(self, stream, head):
        if head.get(b":method") != b"CONNECT" or {b":scheme", b":path", b":protocol"} & set(head):
            self.respond(stream, b"400", True)
            return
        host, _, port = head[b":authority"].decode().rpartition(":")
        try:
            reader, writer = await asyncio.open_connection(host.strip("[]"), int(port))
        except OSError:
            self.respond(stream, b"502", True)
            return
        self.respond(stream, b"200", False)
        down = asyncio.ensure_future(self.down(stream, reader))
        await asyncio.gather(self.up(stream, writer), down)
        writer.close()

    async def up(self, stream, writer):
        while (data := await self.tunnels[stream].get()) is not None:
            if isinstance(data, ConnectionResetError):
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
                return
            writer.write(data)
            await writer.drain()
        writer.write_eof()

    async def down(self, stream, reader):
        try:
            while data := await reader.read(1 << 16):
                self.http.send_data(stream, data, end_stream=False)
                self.transmit()
            self.http.send_data(stream, b"", end_stream=True)
        except ConnectionError:
            self._quic.reset_stream(stream, CONNECT_ERROR)
        self.transmit()


async def main(certificate, key, port):
    configuration = QuicConfiguration(is_client=False, alpn_protocols=H3_ALPN)
    configuration.load_cert_chain(certificate, key)
    await serve("127.0.0.1", int(port), configuration=configuration, create_protocol=Proxy)
    print("listening", flush=True)
    await asyncio.Future()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

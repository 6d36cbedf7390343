"""The least that grpc.aio does for a call: reads its bytes and answers with those of the file. `grpc_echo.py PORT FILE`."""

import asyncio
import signal
import sys
from pathlib import Path

import grpc
import uvloop


async def _serve(port: str, file: str) -> None:
    reply = await asyncio.to_thread(Path(file).read_bytes)

    async def publish(_request: bytes, _context: grpc.aio.ServicerContext) -> bytes:
        return reply

    server = grpc.aio.server()
    handlers = {"Publish": grpc.unary_unary_rpc_method_handler(publish)}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("fluxdesk.v1.EventService", handlers),))
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.get_running_loop().create_task, server.stop(0))
    await server.wait_for_termination()


if __name__ == "__main__":
    uvloop.run(_serve(*sys.argv[1:]))

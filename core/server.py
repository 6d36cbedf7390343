"""Composition of the core: pools, pipeline, the services of all areas, and the two doors."""

import importlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self, cast

import grpc
from fluxdesk.failures import FAULTS_BYTES_MAX
from fluxdesk.json import SNAKE
from fluxdesk.json.runtime import MessageCodec
from fluxdesk.rpc import Rpc
from fluxdesk.rpc_table import RPCS
from google.protobuf.message import Message
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1._async import HealthServicer
from grpc_reflection.v1alpha import reflection

from core import areas
from core.clock import Clock
from core.database.paging import Cursors
from core.database.pool import Database
from core.database.wake import Wake
from core.rpc.authenticate import Authenticator
from core.rpc.call import Resources
from core.rpc.channel import InProcessChannel
from core.rpc.pipeline import Pipeline, Service
from core.secrets.keys import Keys
from core.secrets.seal import Seal

# 256 KB, as at the other doors.
_MESSAGE_BYTES_MAX = 262_144
_HEALTH = health_pb2.DESCRIPTOR.services_by_name["Health"].full_name


def area_services() -> Iterator[Service]:
    """A servicer of every area: the classes that its service.py defines."""
    for module in sorted(Path(areas.__file__ or "").parent.glob("*/service.py")):
        name = f"{areas.__name__}.{module.parent.name}.service"
        for member in vars(importlib.import_module(name)).values():
            if isinstance(member, type) and member.__module__ == name and hasattr(member, "SERVICE"):
                yield cast("type[Service]", member)()


class Core:
    """The core of one process. `rpcs` and `services` default to the product's; tests add theirs."""

    def __init__(self, resources: Resources, keys: Keys, rpcs: Sequence[Rpc], services: Sequence[Service]) -> None:
        self.resources = resources
        self.rpcs = rpcs
        authenticator = Authenticator(resources.database, resources.wake, resources.clock, keys)
        pipeline = Pipeline(resources, authenticator)
        self._network_handlers = pipeline.handlers(rpcs, services, is_in_process=False)
        self.channel = InProcessChannel(pipeline.handlers(rpcs, services, is_in_process=True))

    @classmethod
    async def open(
        cls,
        url: str,
        keys: Keys,
        *,
        direct_url: str | None = None,
        clock: Clock | None = None,
        rpcs: Sequence[Rpc] = RPCS,
        services: Sequence[Service] | None = None,
        codecs: Mapping[type[Message], MessageCodec] = SNAKE,
    ) -> Self:
        """Connects to a migrated database. Raises psycopg_pool.PoolTimeout when it cannot be reached."""
        resources = Resources(
            database=await Database.open(url),
            wake=await Wake.start(direct_url or url),
            clock=clock or Clock(),
            cursors=Cursors(keys.derive("page cursors")),
            replies=Seal(keys.derive("stored replies")),
            codecs=codecs,
        )
        return cls(resources, keys, rpcs, services or list(area_services()))

    def drain(self) -> None:
        """Ends all streams, those that begin from now on too, so that the doors need not wait for them. Other calls go on."""
        self.resources.ending.set()

    async def close(self) -> None:
        """Ends after the doors have: running calls need both connections."""
        await self.resources.wake.stop()
        await self.resources.database.close()

    async def serve(self, address: str, *, share_port: bool) -> tuple[grpc.aio.Server, int]:
        """Opens the network door; returns it and its port. `share_port` lets the workers of one host listen together."""
        options = [
            ("grpc.so_reuseport", int(share_port)),
            ("grpc.max_receive_message_length", _MESSAGE_BYTES_MAX),
            # A door elsewhere sends the faults of its decoding as metadata.
            ("grpc.max_metadata_size", 2 * FAULTS_BYTES_MAX),
            ("grpc.absolute_max_metadata_size", 2 * FAULTS_BYTES_MAX),
        ]
        server = grpc.aio.server(options=options)
        services = sorted({rpc.service for rpc in self.rpcs})
        for service in services:
            handlers = {name.rsplit("/", 1)[1]: handler for name, handler in self._network_handlers.items() if f"/{service}/" in name}
            server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, handlers),))
        health = HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(health, server)
        for service in ("", *services):
            await health.set(service, health_pb2.HealthCheckResponse.SERVING)
        reflection.enable_server_reflection((*services, _HEALTH, reflection.SERVICE_NAME), server)
        port = server.add_insecure_port(address)
        await server.start()
        return server, port

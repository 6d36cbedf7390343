"""Composition of the core: pools, pipeline, the services of all areas, and the two doors."""

import asyncio
import importlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from types import ModuleType
from typing import NamedTuple, Self, cast

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
from core.areas.webhooks.disabled import tell_disabled
from core.clock import Clock
from core.database.pool import SIZE_MAX, Database
from core.database.readiness import Readiness
from core.database.wake import Wake
from core.delivery.engine import Engine, EngineSettings, Tools
from core.egress.public import Egress
from core.jobs.duty import Duty
from core.jobs.runner import DutyRunner
from core.rpc.authenticate import Authenticator
from core.rpc.call import Resources
from core.rpc.channel import InProcessChannel
from core.rpc.credentials import Credentials
from core.rpc.cursors import Cursors
from core.rpc.duties import PURGE_IDEMPOTENCY_KEYS
from core.rpc.health_watch import HealthWatch
from core.rpc.issuers import Issuers
from core.rpc.key_watch import KeyWatch
from core.rpc.last_use import LastUse
from core.rpc.load import Load
from core.rpc.network_door import NetworkHandlers
from core.rpc.network_server import create_server
from core.rpc.observe import Observer
from core.rpc.pipeline import Pipeline, Service
from core.rpc.rate_limit import RateLimiter
from core.rpc.refusal_counts import RefusalCounts
from core.secrets.access_tokens import AccessTokens
from core.secrets.fingerprints import Fingerprints
from core.secrets.keys import Keys
from core.secrets.tokens import Peppers
from core.settings import Settings
from core.vault.vault import Vault

# 256 KB, as at the other doors.
_MESSAGE_BYTES_MAX = 262_144
# Far more than the pool serves at once, and few enough to fit into memory; a call over it is refused at once.
_CONCURRENT_CALLS_MAX = 4000
# A second's worth: a burst of as many waits its turn.
_PENDING_CALLS_MAX = 1_000
# Of a server whose database has died with its owner: the next one waits for its processes to go.
_LAST_WORDS_SECONDS_MAX = 2.0
_HEALTH = health_pb2.DESCRIPTOR.services_by_name["Health"].full_name


def area_services() -> Iterator[Service]:
    """A servicer of every area: the classes that its service.py defines."""
    for module in _area_modules("service"):
        for member in vars(module).values():
            if isinstance(member, type) and member.__module__ == module.__name__ and hasattr(member, "SERVICE"):
                yield cast("type[Service]", member)()


def duties() -> Iterator[Duty]:
    """The pipeline's duty, and those of every area: what its duties.py defines."""
    yield PURGE_IDEMPOTENCY_KEYS
    for module in _area_modules("duties"):
        yield from (member for member in vars(module).values() if isinstance(member, Duty))


def _area_modules(stem: str) -> Iterator[ModuleType]:
    """The modules of that name in all areas that have one."""
    for file in sorted(Path(areas.__file__ or "").parent.glob(f"*/{stem}.py")):
        yield importlib.import_module(f"{areas.__name__}.{file.parent.name}.{stem}")


class Served(NamedTuple):
    """What a core serves; `codecs` write the arguments of the audit log. Tests serve theirs."""

    rpcs: Sequence[Rpc]
    services: Sequence[Service]
    codecs: Mapping[type[Message], MessageCodec]


def product() -> Served:
    """Every RPC of the table, by the services of all areas."""
    return Served(RPCS, list(area_services()), SNAKE)


class Core:
    """The core of one process."""

    def __init__(self, resources: Resources, settings: Settings, served: Served, observer: Observer, *, is_alone: bool) -> None:
        self.resources = resources
        self.rpcs, services = served.rpcs, served.services
        database, clock = resources.database, resources.clock
        credentials = Credentials(database, resources.peppers, Issuers(resources.access_tokens, settings.jwt_issuers, clock))
        self.last_use = LastUse(database, clock)
        self._key_watch = KeyWatch(resources.keys, resources.wake)
        self._limiter = RateLimiter(
            database,
            clock,
            public_writes_per_minute=settings.public_writes_per_minute,
            refused_bearers_per_minute=settings.refused_bearers_per_minute,
            is_alone=is_alone,
        )
        authenticator = Authenticator(credentials, self.last_use, self._limiter, resources.wake, clock)
        pipeline = Pipeline(resources, authenticator, self._limiter, observer)
        self.waiting = pipeline.waiting
        self.load = Load(clock)
        self._stop_pipeline = pipeline.stop
        self.tracer = observer.tracer
        self._network_handlers = pipeline.handlers(self.rpcs, services, is_in_process=False)
        self._duties: DutyRunner | None = None
        self._engine_settings = EngineSettings(failing_seconds_min=settings.webhook_failing_seconds_min)
        self.engine: Engine | None = None
        self._egress: Egress | None = None
        self.channel = InProcessChannel(pipeline.handlers(self.rpcs, services, is_in_process=True))

    @classmethod
    async def open(
        cls,
        url: str,
        keys: Keys,
        *,
        connections_max: int = SIZE_MAX,
        is_alone: bool = False,
        direct_url: str | None = None,
        settings: Settings | None = None,
        clock: Clock | None = None,
        served: Served | None = None,
        observer: Observer | None = None,
    ) -> Self:
        """Connects to a migrated database; `settings` default to the environment's, and what is `served` to the product. No other process
        serves on the database when this one `is_alone`. Without an observer only the log is told of calls.

        Raises psycopg.Error, of which psycopg_pool.PoolTimeout is one: it cannot be reached.
        """
        settings, served, observer = settings or Settings(), served or product(), observer or Observer()
        async with AsyncExitStack() as opened:
            database = await Database.open(url, size_max=connections_max, tracer=observer.tracer)
            opened.push_async_callback(database.close)
            readiness = Readiness(database)
            wake = await Wake.start(direct_url or url)
            opened.push_async_callback(wake.stop)
            clock = clock or Clock()
            refusals = RefusalCounts(database, clock)
            opened.push_async_callback(refusals.stop)
            resources = Resources(
                database=database,
                wake=wake,
                clock=clock,
                keys=keys,
                cursors=Cursors(keys),
                vault=Vault(keys),
                fingerprints=Fingerprints(keys, "request fingerprints"),
                peppers=Peppers(keys),
                access_tokens=AccessTokens(keys, settings.issuer),
                codecs=served.codecs,
                refusals=refusals,
                readiness=readiness,
                egress_allow=settings.egress_allow,
            )
            core = cls(resources, settings, served, observer, is_alone=is_alone)
            opened.pop_all()
        return core

    def begin_duties(self) -> None:
        """Takes part in the periodic duties of all processes, until it closes."""
        self._duties = DutyRunner(self.resources.database, self.resources.wake, duties())

    async def begin_deliveries(self) -> None:
        """Takes part in the deliveries of webhooks, until it drains."""
        resources = self.resources
        self._egress = await Egress.open(allow=resources.egress_allow, clock=resources.clock)
        tools = Tools(resources.database, resources.wake, resources.vault, resources.clock, self._egress, tell_disabled)
        self.engine = Engine(tools, self._engine_settings)

    def drain(self) -> None:
        """Ends all streams, those that begin from now on too, so that the doors need not wait for them, and claims no more deliveries.
        Other calls go on.
        """
        self.resources.ending.set()
        if self.engine:
            self.engine.drain()

    async def close(self) -> None:
        """Ends after the doors have: running calls need both connections. A database that is away takes no last words."""
        if self.engine:
            await self.engine.end_requests()
        stopping = [
            *([self.engine.stop()] if self.engine else ()),
            self._stop_pipeline(),
            self._limiter.stop(),
            self._key_watch.stop(),
            self.last_use.stop(),
            self.resources.refusals.stop(),
            self.resources.readiness.stop(),
            *([self._duties.stop()] if self._duties else ()),
        ]
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS_SECONDS_MAX):
                await asyncio.gather(*stopping)
        if self._egress:
            await self._egress.close()
        await self.resources.wake.stop()
        await self.resources.database.close()

    async def serve(self, address: str, *, share_port: bool) -> tuple["GrpcDoor", int]:
        """Opens the network door; returns it and its port. `share_port` lets the workers of one host listen together.

        Raises OSError when the address cannot be used.
        """
        options = [
            ("grpc.so_reuseport", int(share_port)),
            ("grpc.max_receive_message_length", _MESSAGE_BYTES_MAX),
            # A door elsewhere sends the faults of its decoding as metadata.
            ("grpc.max_metadata_size", 2 * FAULTS_BYTES_MAX),
            ("grpc.absolute_max_metadata_size", 2 * FAULTS_BYTES_MAX),
            # What has not been asked for yet is refused by the library itself, which costs no Python.
            ("grpc.server.max_pending_requests", _PENDING_CALLS_MAX),
            ("grpc.server.max_pending_requests_hard_limit", _PENDING_CALLS_MAX),
        ]
        server = create_server(self.load, options, _CONCURRENT_CALLS_MAX)
        port = _bind(server, address)
        services = sorted({rpc.service for rpc in self.rpcs})
        server.add_generic_rpc_handlers((NetworkHandlers(self.rpcs, self._network_handlers, self.load),))
        health = HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(health, server)
        watch = await HealthWatch.start(self.resources.readiness, health, ("", *services))
        reflection.enable_server_reflection((*services, _HEALTH, reflection.SERVICE_NAME), server)
        await server.start()
        return GrpcDoor(server, health, watch), port


class GrpcDoor:
    """The network door, which is open."""

    def __init__(self, server: grpc.aio.Server, health: HealthServicer, watch: HealthWatch) -> None:
        self._server = server
        self._health = health
        self._watch = watch

    async def stop(self, drain_seconds_max: float | None) -> None:
        """Tells those who watch its health, takes no more calls, and ends those that still run after `drain_seconds_max`."""
        await self._watch.stop()
        await self._health.enter_graceful_shutdown()
        await self._server.stop(drain_seconds_max)


def _bind(server: grpc.aio.Server, address: str) -> int:
    """The port. A failure is told in one of two ways, which depends on the address."""
    try:
        port = server.add_insecure_port(address)
    except RuntimeError as problem:
        raise OSError(str(problem)) from problem
    if port == 0:
        message = f"{address} cannot be used"
        raise OSError(message)
    return port

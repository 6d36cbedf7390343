"""The page of figures: of this process alone, or of all workers of the host, who leave theirs in files of one directory.

Whoever imports this module has chosen by scripts/figures_directory.py: prometheus-client looks for the directory once.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from operator import add
from pathlib import Path

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from core.rpc.figures import Figures
from core.server import Core
from scripts.figures_directory import directory, processes

# What a process is busy with is written this often for whoever serves the page.
_SHOW_SECONDS = 1.0


class FiguresPage:
    """What the gateway shows of a core that is told `figures`."""

    def __init__(self) -> None:
        own = CollectorRegistry()
        self.figures = Figures(own)
        self._shared = directory()
        self._registry = _shared_registry(self._shared) if self._shared else own
        ProcessCollector(registry=own)

    async def render(self, core: Core, accept: str) -> tuple[bytes, str]:
        """The text and its content type. The files of many workers are read beside the event loop."""
        self.show(core)
        encode, content_type = choose_encoder(accept)
        return await asyncio.to_thread(encode, self._registry), content_type

    def show(self, core: Core) -> None:
        """Brings what this process is busy with up to date."""
        deliveries = core.engine.figures if core.engine else None
        self.figures.show(core.resources.database.figures(), core.waiting(), core.load.refused, deliveries)

    @asynccontextmanager
    async def kept_current(self, core: Core) -> AsyncGenerator[None]:
        """A block in which the other workers find the figures of this one a second old at most."""
        keeping = asyncio.create_task(self._keep(core)) if self._shared else None
        try:
            yield
        finally:
            if keeping:
                keeping.cancel()
                await asyncio.wait({keeping})

    async def _keep(self, core: Core) -> None:
        while True:
            self.show(core)
            await asyncio.sleep(_SHOW_SECONDS)


class _Processes(Collector):
    """The figures of all workers' processes as those of one: sums, but of start times and limits the lowest."""

    def __init__(self, shared: Path) -> None:
        self._shared = shared

    def collect(self) -> Iterable[Metric]:
        whole: dict[str, Metric] = {}
        for process in processes(self._shared):
            for one in ProcessCollector(pid=lambda process=process: process, registry=None).collect():
                known = whole.get(one.name)
                whole[one.name] = _joined(known, one) if known else one
        return whole.values()


def _joined(known: Metric, one: Metric) -> Metric:
    combine = min if known.name in {"process_start_time_seconds", "process_max_fds"} else add
    [before], [sample] = known.samples, one.samples
    known.samples = [before._replace(value=combine(before.value, sample.value))]
    return known


def _shared_registry(shared: Path) -> CollectorRegistry:
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(shared))
    registry.register(_Processes(shared))
    return registry

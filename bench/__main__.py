"""scripts/bench: runs the benchmarks that are named, or all of them; `scripts/bench fill` fills a database."""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from bench import (
    bulk,
    codec,
    fill,
    growth,
    held_xmin,
    mcp,
    overload,
    publish_grpc,
    publish_rest,
    publish_stream,
    start,
    webhooks,
    webhooks_fair,
    webhooks_steady,
    work,
)


class _Main(Protocol):
    def __call__(self, *, is_quick: bool) -> None: ...


class _Benchmark(NamedTuple):
    """What it measures in a line, and how it is run."""

    text: str
    main: _Main


def _measure_codec(*, is_quick: bool) -> None:  # noqa: ARG001  # it takes a second anyway
    codec.main()


_BENCHMARKS: Mapping[str, _Benchmark] = {
    "codec": _Benchmark("JSON to message and back, beside protobuf's json_format", _measure_codec),
    publish_rest.NAME: _Benchmark("durable publishing over REST, beside Envoy, FastAPI and pgbench", publish_rest.main),
    publish_grpc.NAME: _Benchmark("the same by unary calls over gRPC, beside pgbench and a bare echo", publish_grpc.main),
    publish_stream.NAME: _Benchmark("the same by streams over gRPC, beside pgbench", publish_stream.main),
    bulk.NAME: _Benchmark("one event to 100 recipients, beside pgbench one event a transaction", bulk.main),
    growth.NAME: _Benchmark("publish, list_inbox and reading back at 10k, 100k and 1M deliveries", growth.main),
    work.NAME: _Benchmark("lists, filters, search and dashboards at 1,000 and at 100,000 tasks", work.main),
    mcp.NAME: _Benchmark("listing and calling tools over MCP, beside the SDK alone and fastmcp", mcp.main),
    start.NAME: _Benchmark("from ./scripts/serve on an existing data directory to the first 202", start.main),
    overload.NAME: _Benchmark("goodput and refusals at four times of what can be taken, over REST and gRPC", overload.main),
    webhooks.NAME: _Benchmark("20,000 due webhooks to 50 endpoints, beside PgQueuer", webhooks.main),
    webhooks_fair.NAME: _Benchmark("how long healthy endpoints wait beside one that hangs", webhooks_fair.main),
    webhooks_steady.NAME: _Benchmark("how long webhooks wait when a thousand become due each second", webhooks_steady.main),
    held_xmin.NAME: _Benchmark("webhooks while an old snapshot is held", held_xmin.main),
}
_OTHERS: Mapping[str, Callable[[list[str]], None]] = {fill.NAME: fill.main}


def main() -> None:
    if len(sys.argv) > 1 and (other := _OTHERS.get(sys.argv[1])):
        other(sys.argv[2:])
        return
    arguments = argparse.ArgumentParser(prog="scripts/bench", description="Measures the product beside its peers.")
    arguments.add_argument("names", metavar="NAME", nargs="*", help="which ones, of --list; default: all")
    arguments.add_argument("--list", action="store_true", help="says what there is")
    arguments.add_argument("--quick", action="store_true", help="one short round, to see that it works; writes no results")
    chosen = arguments.parse_args()
    if chosen.list:
        for name, one in _BENCHMARKS.items():
            print(f"{name:15} {one.text}")
        print(f"{fill.NAME:15} {fill.TEXT}")
        return
    if unknown := set(chosen.names) - _BENCHMARKS.keys():
        arguments.error(f"no benchmark is named {', '.join(sorted(unknown))}")
    for name in chosen.names or _BENCHMARKS:
        print(f"== {name}", flush=True)
        _BENCHMARKS[name].main(is_quick=chosen.quick)


if __name__ == "__main__":
    main()

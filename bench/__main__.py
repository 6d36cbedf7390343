"""scripts/bench: runs the benchmarks that are named, or all of them."""

import argparse

from bench import codec, held_xmin, publish_rest, webhooks, webhooks_fair


def _measure_codec(*, is_quick: bool) -> None:  # noqa: ARG001  # it takes a second anyway
    codec.main()


_BENCHMARKS = {
    "codec": _measure_codec,
    publish_rest.NAME: publish_rest.main,
    webhooks.NAME: webhooks.main,
    webhooks_fair.NAME: webhooks_fair.main,
    held_xmin.NAME: held_xmin.main,
}


def main() -> None:
    arguments = argparse.ArgumentParser(prog="scripts/bench", description="Measures the product beside its peers.")
    arguments.add_argument("names", metavar="NAME", nargs="*", help=f"{', '.join(_BENCHMARKS)}; default: all")
    arguments.add_argument("--quick", action="store_true", help="one short round, to see that it works; writes no results")
    chosen = arguments.parse_args()
    if unknown := set(chosen.names) - _BENCHMARKS.keys():
        arguments.error(f"no benchmark is named {', '.join(sorted(unknown))}")
    for name in chosen.names or _BENCHMARKS:
        print(f"== {name}", flush=True)
        _BENCHMARKS[name](is_quick=chosen.quick)


if __name__ == "__main__":
    main()

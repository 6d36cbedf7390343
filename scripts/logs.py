"""Structured logs on standard error: an object of JSON a line, or text for whoever watches a terminal."""

import logging
import sys
from typing import Literal

import structlog

from core.secrets.redaction import without_secrets

LogFormat = Literal["json", "text"]

_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    # Plain text: a renderer that prints local variables would print bearer tokens.
    structlog.processors.format_exc_info,
]


def configure_logs(log_format: LogFormat | None = None) -> None:
    """Sends structlog and the standard library's loggers through one chain. What the running call is known by stands on its lines."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers = [log_handler(log_format)]
    root.setLevel(logging.WARNING)
    # It tells of each connection and each attempt of a database that is away, which calls and wake-ups tell of once.
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)


def log_handler(log_format: LogFormat | None = None) -> logging.Handler:
    """Writes lines to standard error; without a format as text on a terminal and as JSON elsewhere."""
    is_terminal = sys.stderr.isatty()
    is_json = log_format == "json" or (log_format is None and not is_terminal)
    render = structlog.processors.JSONRenderer() if is_json else structlog.dev.ConsoleRenderer(colors=is_terminal)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render, _without_secrets],
        )
    )
    return handler


def _without_secrets(_logger: object, _method: str, line: object) -> str:
    """Nothing of ours logs a credential; the text of somebody else's exception may."""
    return without_secrets(str(line))

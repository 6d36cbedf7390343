"""Structured logs on standard error: an object of JSON a line, or text for whoever watches a terminal."""

import logging
import re
import sys
from typing import Literal, cast

import structlog

LogFormat = Literal["json", "text"]
# Nothing of ours logs a credential; the text of somebody else's exception may. Tokens of ours, JWTs, bearers, passwords in addresses.
_SECRETS = re.compile(
    r"(?P<prefix>flux-(?:tools|in-pers|in-mod|refresh)-|sk-flux-)[0-9A-Za-z]{8,}"
    r"|(?P<jwt>\beyJ)[\w-]{8,}\.[\w-]{8,}\.[\w-]*"
    r"|(?P<bearer>\b[Bb]earer )[^\s\"'\\]{8,}"
    r"|(?P<address>\b\w+://[^\s:/@\"'\\]*:)[^\s/@\"'\\]+(?=@)"
    r"|(?P<password>\bpassword=)[^\s\"'\\]+"
)


def configure_logs(log_format: LogFormat | None = None) -> None:
    """Sends structlog and the standard library's loggers through one chain. What the running call is known by stands on its lines.

    Tracebacks are plain text: a renderer that prints local variables would print bearer tokens.
    """
    if log_format is None:
        log_format = "text" if sys.stderr.isatty() else "json"
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    render = structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render, _without_secrets],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)


def _without_secrets(_logger: object, _method: str, line: object) -> str:
    """The rendered line with every credential cut off behind its kind."""
    return _SECRETS.sub(lambda found: f"{found[cast('str', found.lastgroup)]}[redacted]", str(line))

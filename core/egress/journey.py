"""What one attempt has come to: which addresses it may dial, which it has dialled, and when each phase began."""

import ssl
import time
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from typing import Any, Final, Literal

from core.egress.addresses import Network, is_allowed, is_public

Refusal = Literal["refused_address", "refused_url"]


class Refused(OSError):
    """The guard lets nobody dial this; what stands between it and the caller takes it for a fault of the network."""


class Journey:
    """One attempt on its way. `is_plain` is one without TLS, which only networks that the operator allows may get."""

    def __init__(self, allow: Sequence[Network], *, is_plain: bool, reply_bytes_max: int) -> None:
        self._allow = allow
        self._is_plain = is_plain
        self.reply_bytes_max = reply_bytes_max
        self.refusal: Refusal | None = None
        self.address = ""
        self.status: int | None = None
        self.retry_after: str | None = None
        self.body = bytearray()
        # Whether a reply went on where its bound ended it.
        self.is_cut = False
        # Whether it goes over a connection that an earlier one has left open.
        self.is_on_kept = False
        self._marks = {"began": time.monotonic()}

    def require(self, addresses: Iterable[str]) -> None:
        """Raises Refused when one of the addresses is none that may be dialled: who answers with a bad one is trusted with none."""
        for address in addresses:
            if refusal := self._refusal(address):
                self.refusal = refusal
                raise Refused(refusal)

    def _refusal(self, address: str) -> Refusal | None:
        try:
            if is_allowed(address, self._allow):
                return None
            if is_public(address):
                return "refused_url" if self._is_plain else None
        except ValueError:
            # What cannot be read cannot be judged.
            pass
        return "refused_address"

    def may_begin_anew(self) -> bool:
        """Whether it has met with a connection whose other end had gone, or went, without a word: it may do as if nothing had been."""
        if not self.is_on_kept or self.has("answered"):
            return False
        self.is_on_kept = False
        self.address = ""
        self._marks = {"began": self._marks["began"]}
        return True

    def mark(self, moment: Literal["looked_up", "found", "dialled", "secured", "connected", "answered"]) -> None:
        """Notes that it is now; the first time counts."""
        self._marks.setdefault(moment, time.monotonic())

    def has(self, moment: str) -> bool:
        return moment in self._marks

    def milliseconds(self, start: str, *ends: str) -> float | None:
        """Between a moment and the first of others that has come; None where there was none."""
        end = next((self._marks[moment] for moment in ends if moment in self._marks), None)
        return None if end is None or start not in self._marks else round((end - self._marks[start]) * 1000, 3)

    def milliseconds_in_all(self) -> float:
        return round((time.monotonic() - self._marks["began"]) * 1000, 3)


# Whose turn it is where a library calls back: it names neither the request nor the connection there. What runs without one dials nothing.
CURRENT: Final[ContextVar[Journey]] = ContextVar("journey")


class MarkingContext(ssl.SSLContext):
    """Notes when the TCP connection stands and TLS begins."""

    def wrap_bio(self, *args: Any, **named: Any) -> ssl.SSLObject:  # noqa: ANN401  # goes through as it came
        CURRENT.get().mark("secured")
        return super().wrap_bio(*args, **named)


def verifying_context() -> MarkingContext:
    """Verifies host names by the certificates that this host trusts (SSL_CERT_FILE names others)."""
    context = MarkingContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_default_certs()
    context.set_alpn_protocols(["http/1.1"])
    return context

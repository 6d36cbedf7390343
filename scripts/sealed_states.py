"""What MCP clients carry between the rounds of one call, sealed under the server's keys: any process opens what another sealed."""

import base64

from mcp.server.request_state import InvalidRequestState

from core.secrets.keys import Keys
from core.secrets.seal import BrokenSeal, Seal

_PLACE = b"mcp request state"


class SealedStates:
    """Seals for the SDK, which binds what it seals to its call."""

    def __init__(self, keys: Keys) -> None:
        self._seal = Seal(keys, "mcp request states")

    def seal(self, payload: bytes) -> str:
        """URL-safe text."""
        return base64.urlsafe_b64encode(self._seal.close(payload, _PLACE)).decode().rstrip("=")

    def unseal(self, token: str) -> bytes:
        """The payload. Raises InvalidRequestState for whatever was not sealed here."""
        try:
            sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
            return self._seal.open(sealed, _PLACE)
        except (ValueError, BrokenSeal) as problem:
            raise InvalidRequestState(str(problem)) from None

"""Takes what a FluxDesk webhook sends.

pip install standardwebhooks
FLUXDESK_WEBHOOK_SECRET=whsec_… python receiver.py 9000
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

BODY_BYTES_MAX = 1_000_000
REMEMBERED_MAX = 10_000

# During a rotation requests are signed with both secrets, so the new one can be put here at any moment of its 24 hours.
webhook = Webhook(os.environ["FLUXDESK_WEBHOOK_SECRET"])
# What was taken. Yours belongs into a table with a unique key, in the transaction in which you act on the event.
taken: dict[str, None] = {}


class Receiver(BaseHTTPRequestHandler):
    """Answers within the 8 seconds that a request lasts; what takes longer is done afterwards."""

    timeout = 8

    def do_POST(self) -> None:
        """Looks at the size before the body is read, and at the signature before it is parsed."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > BODY_BYTES_MAX:
            self._answer(413)
            return
        # The bytes as they came: JSON that was parsed and written again is signed no more.
        body = self.rfile.read(length)
        try:
            webhook.verify(body, {name.lower(): value for name, value in self.headers.items()})
        except WebhookVerificationError:
            self._answer(401)
            return
        event = json.loads(body)
        # An answer that was lost brings the same event again.
        if event["deliveryId"] not in taken:
            act(event)
            taken[event["deliveryId"]] = None
            if len(taken) > REMEMBERED_MAX:
                del taken[next(iter(taken))]
        self._answer(204)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


def act(event: dict[str, object]) -> None:
    """Yours. Events may come out of order: `seq` is their order."""
    print(event["seq"], event["type"], event["title"], flush=True)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()

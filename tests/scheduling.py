"""Which tests go to one worker together: those of a module that starts a server or fills a database for itself, lest each worker do; else
each alone.
"""

import re

from xdist.scheduler import LoadScopeScheduling

_WHOLE_MODULES = re.compile(r"tests/(cli|examples)/|.*/test_\w*plans\w*\.py::")


class ByServer(LoadScopeScheduling):
    """Work comes in the order of collection, so that what takes long does not come last."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0] if _WHOLE_MODULES.match(nodeid) else nodeid

"""Which tests go to one worker together: those of a module that starts a server for itself, lest each worker start one; else each alone."""

from xdist.scheduler import LoadScopeScheduling

_OWN_SERVERS = ("tests/cli/", "tests/examples/")


class ByServer(LoadScopeScheduling):
    """Work comes in the order of collection, so that what takes long does not come last."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0] if nodeid.startswith(_OWN_SERVERS) else nodeid

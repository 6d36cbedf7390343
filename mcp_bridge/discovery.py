"""The documents by which clients find the server and what it takes, each told by the origin at which it was asked."""

from starlette.responses import JSONResponse, Response

from mcp_bridge.edge import Page


def resource_metadata(path: str) -> Page:
    """The document of RFC 9728 for an endpoint. People hand tokens out, so no authorization server is named."""

    def page(origin: str) -> Response:
        return JSONResponse({"resource": origin + path, "bearer_methods_supported": ["header"]})

    return page

"""The pieces of content that tools, prompts and resources of the suite share."""

from mcp_types import AudioContent, EmbeddedResource, ImageContent, TextContent, TextResourceContents

# One red pixel.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="
# One silent sample.
_WAV = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA="

IMAGE = ImageContent(data=PNG, mime_type="image/png")
AUDIO = AudioContent(data=_WAV, mime_type="audio/wav")


def text(value: str) -> TextContent:
    return TextContent(text=value)


def embedded(uri: str, value: str, media_type: str = "text/plain") -> EmbeddedResource:
    return EmbeddedResource(resource=TextResourceContents(uri=uri, mime_type=media_type, text=value))

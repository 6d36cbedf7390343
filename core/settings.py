"""What an operator may set, from the environment."""

import re
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Guessing one over the network is hopeless.
_METRICS_TOKEN_CHARACTERS_MIN = 16
# A shorter key of HMAC-SHA-256 is weaker than the digest (RFC 7518, 3.2).
_HS256_SECRET_BYTES_MIN = 32
_HOST = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::(?:\d{1,5}|\*))?")


def _https(url: str) -> str:
    """Keys that came in clear could be anybody's."""
    parts = urlsplit(url)
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
        return url
    message = "must be an https address; http only on this host"
    raise ValueError(message)


def _listed(value: object) -> object:
    """The items of a text with commas; anything else as it is."""
    return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value


def _host(text: str) -> str:
    """A Host header as browsers write it."""
    if _HOST.fullmatch(text):
        return text
    message = "must be a host such as desk.example, desk.example:8443 or desk.example:*"
    raise ValueError(message)


def _origin(text: str) -> str:
    """An Origin header as browsers write it."""
    scheme, _, host = text.partition("://")
    if scheme in {"http", "https"} and _HOST.fullmatch(host):
        return text
    message = "must be an origin such as https://desk.example, without a path"
    raise ValueError(message)


_Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_listed)]
_Hosts = Annotated[tuple[Annotated[str, AfterValidator(_host)], ...], NoDecode, BeforeValidator(_listed)]
_Origins = Annotated[tuple[Annotated[str, AfterValidator(_origin)], ...], NoDecode, BeforeValidator(_listed)]


class OutsideIssuer(BaseModel):
    """Somebody else whose JWTs sign people in: verified by a shared secret (HS256) or by the public keys at an address."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    issuer: str = Field(min_length=1, description="The iss of its tokens, letter for letter.")
    audience: str = Field(default="authenticated", min_length=1, description="The aud that its tokens must have.")
    hs256_secret: SecretStr | None = None
    jwks_url: Annotated[str, AfterValidator(_https)] | None = None

    @model_validator(mode="after")
    def _has_one_kind_of_key(self) -> Self:
        if (self.hs256_secret is None) == (self.jwks_url is None):
            message = "needs either hs256_secret or jwks_url"
            raise ValueError(message)
        if self.hs256_secret and len(self.hs256_secret.get_secret_value().encode()) < _HS256_SECRET_BYTES_MIN:
            message = f"hs256_secret must have {_HS256_SECRET_BYTES_MIN} bytes or more"
            raise ValueError(message)
        return self


class Settings(BaseSettings):
    """`FLUXDESK_…` variables; none is needed for the embedded database."""

    model_config = SettingsConfigDict(env_prefix="FLUXDESK_", hide_input_in_errors=True)

    database_url: str | None = Field(default=None, description="PostgreSQL 16 or newer instead of the embedded one; may be a pooler.")
    database_direct_url: str | None = Field(
        default=None, description="The same database without a transaction pooler, for LISTEN and migrations."
    )
    keys_file: Path | None = Field(default=None, description="Key file; default keys.json in the data directory.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="WARNING", description="What the server says of itself.")
    issuer: str = Field(default="fluxdesk", min_length=1, description="The iss of this server's own access tokens.")
    jwt_issuers: tuple[OutsideIssuer, ...] = Field(default=(), description="A JSON list of outside issuers whose JWTs sign people in.")
    public_writes_per_minute: int = Field(
        default=10, ge=1, description="Calls with an effect that one address may make without a credential, such as signing in."
    )
    refused_bearers_per_minute: int = Field(
        default=600,
        ge=0,
        description="Bearers of one address that may be refused, before unknown ones are answered 429 unseen; 0 for no limit.",
    )
    trusted_proxies: _Networks = Field(
        default=(), description="Addresses or networks, separated by commas, of proxies whose X-Forwarded-For names the client."
    )
    mcp_allowed_hosts: _Hosts = Field(
        default=(),
        description="Hosts, separated by commas, that MCP is served for; :* for every port. By default loopback's on loopback, else all.",
    )
    mcp_allowed_origins: _Origins = Field(
        default=(), description="Origins, separated by commas, whose pages may call MCP beside those of the server's own host."
    )
    egress_allow: _Networks = Field(
        default=(),
        description="Networks, separated by commas, that calls to addresses of users may reach though they are not public, also in clear.",
    )
    webhook_failing_seconds_min: int = Field(
        default=3600, ge=0, description="How long attempts of a webhook have failed in a row, ten or more, when it is switched off."
    )
    log_format: Literal["json", "text"] | None = Field(
        default=None, description="How the log is written; by default as text on a terminal and as JSON elsewhere."
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        min_length=_METRICS_TOKEN_CHARACTERS_MIN,
        description="The bearer that reads /metrics from other hosts; without one only this host does.",
    )

    @model_validator(mode="after")
    def _names_each_issuer_once(self) -> Self:
        names = [self.issuer, *(one.issuer for one in self.jwt_issuers)]
        if len(set(names)) < len(names):
            message = "jwt_issuers names an issuer twice, or this server's own"
            raise ValueError(message)
        return self

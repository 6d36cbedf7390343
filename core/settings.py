"""What an operator may set, from the environment."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """`FLUXDESK_…` variables; none is needed for the embedded database."""

    model_config = SettingsConfigDict(env_prefix="FLUXDESK_")

    database_url: str | None = Field(default=None, description="PostgreSQL 16 or newer instead of the embedded one; may be a pooler.")
    database_direct_url: str | None = Field(
        default=None, description="The same database without a transaction pooler, for LISTEN and migrations."
    )
    keys_file: Path | None = Field(default=None, description="Key file; default keys.json in the data directory.")

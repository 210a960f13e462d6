"""Configuration from the environment: typed, validated at start, listed in docs/configuration.md."""

import os
import sys
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import idna
from pydantic import AliasChoices, BeforeValidator, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "SAMBRUK_"
OTHERS = ("SAMBRUK_TEST_", "SAMBRUK_BENCH_")
"""Variables that carry our prefix and configure tests and measurements, not the server."""


class ConfigurationError(Exception):
    """The environment holds a setting that cannot be used; the text names it, on one line."""


def _origin(value: Any) -> Any:
    """Reduce an address to scheme, host and port, as a browser writes it in an Origin header."""
    text = str(value).strip()
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        msg = f"{text!r} is not an address such as https://crm.example.se"
        raise ValueError(msg)
    host = parts.hostname if parts.hostname.isascii() else idna.encode(parts.hostname, uts46=True).decode("ascii")
    return f"{parts.scheme}://{parts.netloc.lower().replace(parts.hostname, host)}"


def _split(value: Any) -> Any:
    return [part for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _network(value: Any) -> Any:
    try:
        return ip_network(str(value).strip())
    except ValueError:
        msg = f"{str(value).strip()!r} is not an address such as 10.0.0.5 or a network such as 10.0.0.0/8"
        raise ValueError(msg) from None


Origin = Annotated[str, BeforeValidator(_origin)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]


class Settings(BaseSettings):
    """What an operator can set. An empty variable counts as unset."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, populate_by_name=True)

    data_dir: Path = Path("var")
    database_url: str = Field(default="", validation_alias=AliasChoices("DATABASE_URL"))
    redis_url: str | None = Field(default=None, validation_alias=AliasChoices("REDIS_URL"))
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=1, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    public_url: Origin | None = None
    allowed_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_split)] = ()
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_split)] = (
        IPv4Network("127.0.0.0/8"),
        IPv6Network("::1/128"),
    )
    session_days: int = Field(default=14, ge=1, le=365)
    smtp_url: str | None = None
    mail_from: str = ""
    secret_key: str | None = None
    virus_scanner: str | None = None
    jobs: Literal["embedded", "off"] = "embedded"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    parts: bool = False

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        scheme, separator, rest = url.partition("://")
        if scheme in {"postgres", "postgresql"}:
            return f"postgresql+psycopg://{rest}"
        if url and (not separator or scheme not in {"sqlite", "postgresql+psycopg"}):
            msg = "must begin with postgresql:// or sqlite:///"
            raise ValueError(msg)
        return url

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, url: str | None) -> str | None:
        return _with_scheme(url, ("redis", "rediss", "unix"))

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, url: str | None) -> str | None:
        return _with_scheme(url, ("smtp", "smtps"))

    @field_validator("virus_scanner")
    @classmethod
    def _scanner(cls, url: str | None) -> str | None:
        return _with_scheme(url, ("tcp", "unix"))

    @field_validator("secret_key")
    @classmethod
    def _key(cls, key: str | None) -> str | None:
        try:
            is_key = key is None or len(urlsafe_b64decode(key)) == 32  # noqa: PLR2004 -- the bytes of a key
        except ValueError:
            is_key = False
        if not is_key:
            msg = "must be 32 random bytes in base64, as `openssl rand -base64 32` prints them"
            raise ValueError(msg)
        return key

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, level: Any) -> Any:
        return level.lower() if isinstance(level, str) else level

    @model_validator(mode="before")
    @classmethod
    def _embedded_database(cls, values: Any) -> Any:
        if not values.get("DATABASE_URL") and not values.get("database_url"):
            path = Path(values.get("data_dir") or "var").absolute() / "sambruk.db"
            return {**values, "database_url": f"sqlite:///{path}"}
        return values

    @model_validator(mode="after")
    def _several_workers_share_redis(self) -> "Settings":
        if self.workers > 1 and self.redis_url is None:
            msg = "SAMBRUK_WORKERS: several workers need REDIS_URL, through which they share state and changes"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _mail_has_a_sender(self) -> "Settings":
        if self.smtp_url and "@" not in self.mail_from:
            msg = "SAMBRUK_MAIL_FROM: mail needs the address it comes from, such as crm@example.se"
            raise ValueError(msg)
        return self

    @property
    def url(self) -> str:
        """The address people use: the public one, or this machine's own."""
        host = "localhost" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 -- compared, not bound
        return self.public_url or _address(host, self.port)

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins from which a browser may open the event socket or change something."""
        own = (_address(host, self.port) for host in (self.host, "localhost", "127.0.0.1"))
        return tuple(dict.fromkeys((self.url, *own, *self.allowed_origins)))

    @property
    def is_secure(self) -> bool:
        """People come by https, so cookies are marked Secure."""
        return self.url.startswith("https://")


def variable(field: str) -> str:
    """Return the environment variable that sets a field."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else PREFIX + field.upper()


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings.

    Raises:
        ConfigurationError: one of them cannot be used, or a SAMBRUK_ variable is unknown.
    """
    names = [name for name in (os.environ if environ is None else environ) if name.startswith(PREFIX)]
    known = {variable(field) for field in Settings.model_fields}
    if unknown := sorted(name for name in names if name not in known and not name.startswith(OTHERS)):
        msg = f"unknown setting {', '.join(unknown)}; docs/configuration.md lists all there are"
        raise ConfigurationError(msg)
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigurationError("; ".join(_told(fault) for fault in error.errors())) from error


@cache
def settings() -> Settings:
    """Return the settings of this process; ends it with code 2 and one line when they cannot be used."""
    try:
        return read()
    except ConfigurationError as error:
        sys.stderr.write(f"sambruk-crm: {error}\n")
        raise SystemExit(2) from error


def _told(fault: Any) -> str:
    reason = str(fault["msg"]).removeprefix("Value error, ")
    if not fault["loc"]:
        return reason
    name = str(fault["loc"][0])
    return f"{name if name.isupper() else variable(name)}: {reason}"


def _with_scheme(url: str | None, schemes: tuple[str, ...]) -> str | None:
    if url and urlsplit(url).scheme not in schemes:
        msg = f"must begin with {schemes[0]}://"
        raise ValueError(msg)
    return url


def _address(host: str, port: int) -> str:
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}" if port == 80 else f"http://{host}:{port}"  # noqa: PLR2004 -- http's own port

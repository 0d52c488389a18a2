"""What the environment may say: one value, read once at the edge of a process."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "HORARIUM_"

Weight = Annotated[float, Field(ge=0, le=1_000_000)] | None


class Environment(StrEnum):
    """How careful to be: ``dev`` shows causes in logs, ``demo`` knows demo logins."""

    PRODUCTION = "production"
    DEV = "dev"
    DEMO = "demo"


class CourierKind(StrEnum):
    """Who takes letters to patients: nobody, the terminal, or a folder of files."""

    NONE = "none"
    CONSOLE = "console"
    FILE = "file"


class LogFormat(StrEnum):
    """``auto`` is ``console`` on a terminal and ``json`` elsewhere."""

    AUTO = "auto"
    CONSOLE = "console"
    JSON = "json"


def default_data_dir() -> Path:
    """The platform's folder for the data of this user.

    For root it is the machine's own (``/var/lib/horarium`` on Linux): the database runs
    under another account, which cannot pass root's closed home folder.
    """
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return (
        platformdirs.site_state_path("horarium", appauthor=False)
        if is_root
        else platformdirs.user_data_path("horarium", appauthor=False)
    )


class Settings(BaseSettings):
    """Deployment settings; each is an environment variable ``HORARIUM_<NAME>``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        validate_by_name=True,
    )

    env: Environment = Field(
        default=Environment.PRODUCTION, description="`production`, `dev` or `demo`."
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="Any PostgreSQL 15 or newer, as `postgresql://user:password@host/name`. "
        "Without it an embedded server runs in the data folder.",
    )
    data_dir: Path = Field(
        default_factory=default_data_dir,
        validation_alias=f"{PREFIX}DATA",
        description="Where Horarium keeps its files: the embedded database, keys. "
        "Default: the platform's folder for user data; for root `/var/lib/horarium`.",
    )
    pg_bin: Path | None = Field(
        default=None,
        description="Folder with the programs of PostgreSQL for the embedded server; "
        "else the installed wheel, then the system's.",
    )
    pool_size: Annotated[int, Field(ge=1, le=100)] = Field(
        default=8,
        description="Database connections of one process; more make a busy row slower.",
    )
    organisation: str | None = Field(
        default=None,
        description="Slug of the organisation to serve, where there are several.",
    )
    host: str = Field(
        default="127.0.0.1", description="Address the web server listens on."
    )
    port: Annotated[int, Field(ge=1, le=65535)] = Field(
        default=8000, description="Port the web server listens on."
    )
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")] = Field(
        default="en",
        description="Language of the board, the desk, the clinic and a token's page: "
        "`en`, `es` or `hi`; on a token's page the patient's browser may wish for another.",
    )
    courier: CourierKind = Field(
        default=CourierKind.NONE,
        description="Who carries confirmations, reminders and offers out by SMS and e-mail: "
        "`none` (in-app only), `console`, or `file`: a file each in the data folder's `letters`.",
    )
    secure_cookies: bool = Field(
        default=False,
        description="Send cookies over HTTPS only; set it wherever TLS is terminated.",
    )
    log_format: LogFormat = Field(
        default=LogFormat.AUTO,
        description="`json`, `console`, or `auto`: by the terminal.",
    )
    log_level: str = Field(
        default="INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="`DEBUG`, `INFO`, `WARNING` or `ERROR`.",
    )

    default_slot_duration: Annotated[int, Field(ge=1, le=480)] = Field(
        default=10,
        description="Minutes that the OPD interface reckons with for one patient.",
    )
    default_max_capacity: Annotated[int, Field(ge=1, le=500)] = Field(
        default=6,
        description="Places of an OPD slot whose client names no `maxCapacity`.",
    )
    default_overflow_limit: Annotated[int, Field(ge=0, le=500)] = Field(
        default=3,
        description="Emergencies that may stand beside a full OPD slot.",
    )
    no_show_timeout: Annotated[float, Field(ge=0, le=1440)] | None = Field(
        default=None,
        description="Minutes after the time to expect when somebody of an OPD slot who "
        "has not checked in is a no-show. Unset: the clinic's rules decide.",
    )
    late_arrival_grace: Annotated[float, Field(ge=0, le=1440)] | None = Field(
        default=None,
        description="Minutes after being skipped in which a patient of an OPD slot keeps a "
        "place near the front. Unset: the clinic's rules decide.",
    )
    priority_emergency: Weight = Field(
        default=None,
        description="Weight of emergencies in OPD slots; the heavier first.",
    )
    priority_paid: Weight = Field(
        default=None, description="Weight of paid priority in OPD slots."
    )
    priority_follow_up: Weight = Field(
        default=None, description="Weight of follow-ups in OPD slots."
    )
    priority_online: Weight = Field(
        default=None, description="Weight of online bookings in OPD slots."
    )
    priority_walk_in: Weight = Field(
        default=None, description="Weight of walk-ins in OPD slots."
    )

    @field_validator("database_url")
    @classmethod
    def _is_a_postgresql_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        plain = value.get_secret_value().replace(
            "postgresql+psycopg://", "postgresql://", 1
        )
        if not plain.startswith(("postgresql://", "postgres://")):
            raise ValueError("an address that begins with postgresql://")
        return SecretStr(plain)

    @field_validator("data_dir", "pg_bin")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value else None

    def wants_json_logs(self, *, is_terminal: bool) -> bool:
        """Whether log lines are JSON, given whether a person reads them as they come."""
        if self.log_format is LogFormat.AUTO:
            return not is_terminal
        return self.log_format is LogFormat.JSON

    @property
    def url(self) -> str | None:
        """``database_url`` in plain text; never log it."""
        return self.database_url.get_secret_value() if self.database_url else None

"""The settings of a desk: one typed class, read from the environment, refused at start when something is wrong."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.errors import EscaladeError
from app.store.desk import DeskSettings

ROOT = Path(__file__).resolve().parent
PREFIX = "ESCALADE_"
DEMO_PACE = 1 / 60
SHORTEST_SECRET = 32


class ConfigurationInvalid(EscaladeError):
    """The desk did not start and nothing was changed.

    Correct these settings (docs/operator.md lists them all) and start again: {problems}
    """


@dataclass(frozen=True)
class Config:
    """Every setting; ``ESCALADE_`` and the name in capitals is its environment variable (docs/operator.md).

    Sizes are in bytes. ``pace`` multiplies every deadline of a diagram. An empty text means *not set*.
    """

    demo: bool = False
    data_folder: Path = ROOT / "var"
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8080
    base_url: str = ""
    session_secret: str = field(default="", repr=False)
    secure_cookies: bool = False
    trusted_proxies: int = 0
    workers: int = 1
    threads: int = min(8, 2 * (os.cpu_count() or 1) + 1)
    embedded_jobs: bool = True
    language: str = "fr"
    time_zone: str = "Europe/Paris"
    pace: float = 1.0
    login_rate: str = "10 per minute"
    request_limit: int = 2_000_000
    attachment_limit: int = 10_000_000
    case_attachments_limit: int = 100_000_000
    definition_limit: int = 1_000_000
    mail_host: str = ""
    mail_port: int = 587
    mail_security: str = "starttls"
    mail_user: str = ""
    mail_password: str = field(default="", repr=False)
    mail_from: str = ""
    log_level: str = "warning"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Config":
        """Reads and checks every setting. Raises :class:`ConfigurationInvalid` with a line for each problem."""
        problems: list[str] = _unknown(environ)
        values = {f.name: _read(f.name, f.type, environ[_variable(f.name)], problems)
                  for f in fields(cls) if environ.get(_variable(f.name))}
        if problems:
            raise ConfigurationInvalid(problems=_lines(problems))
        config = cls(**values)._completed("pace" in values, "secure_cookies" in values)  # type: ignore[arg-type]
        config._check()
        return config

    def for_server(self) -> "Config":
        """The same with the secrets that a server needs: required, or made and kept in the data folder in demo mode."""
        if self.demo and not self.session_secret:
            return replace(self, session_secret=_demo_secret(self.data_folder))
        if len(self.session_secret) < SHORTEST_SECRET:
            problem = (f"{_variable('session_secret')} is missing or shorter than {SHORTEST_SECRET} characters;"
                       " make one with: openssl rand -hex 32")
            raise ConfigurationInvalid(problems=_lines([problem]))
        return self

    def desk_settings(self) -> DeskSettings:
        """The part that commands read."""
        return DeskSettings(demo=self.demo, pace=self.pace, base_url=self.base_url, mail=self.mail_configured,
                            zone=ZoneInfo(self.time_zone), attachment_limit=self.attachment_limit,
                            case_attachments_limit=self.case_attachments_limit)

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is the embedded one."""
        return self.database_url.startswith("sqlite")

    @property
    def mail_configured(self) -> bool:
        """Whether the desk sends mail at all."""
        return bool(self.mail_host)

    def _completed(self, pace_given: bool, cookies_given: bool) -> "Config":
        """Fills the settings whose default follows from another one."""
        base_url = self.base_url or f"http://{self.host}:{self.port}"
        return replace(
            self,
            database_url=_with_driver(self.database_url or f"sqlite:///{self.data_folder / 'escalade.db'}"),
            base_url=base_url.rstrip("/"),
            pace=DEMO_PACE if self.demo and not pace_given else self.pace,
            secure_cookies=self.secure_cookies if cookies_given else base_url.startswith("https:"),
        )

    def _check(self) -> None:
        """Raises :class:`ConfigurationInvalid` when settings contradict each other or the machine."""
        rules = {
            "database_url": (self.on_sqlite or self.database_url.startswith("postgresql+psycopg"),
                             "must start with sqlite:/// or postgresql://"),
            "workers": (self.workers == 1 or (self.workers > 1 and not self.on_sqlite),
                        "must be 1 with SQLite; more need PostgreSQL"),
            "embedded_jobs": (self.embedded_jobs or not self.on_sqlite,
                              "must stay on with SQLite: its jobs run in the server process"),
            "threads": (self.threads >= 1, "must be 1 or more"),
            "port": (0 < self.port < 65_536, "must be between 1 and 65535"),
            "pace": (self.pace > 0, "must be more than 0"),
            "time_zone": (_is_zone(self.time_zone), "must be a time zone's name such as Europe/Paris"),
            "language": (self.language in {"fr", "en"}, "must be fr or en"),
            "mail_security": (self.mail_security in {"none", "starttls", "tls"}, "must be none, starttls or tls"),
            "mail_from": (not self.mail_host or "@" in self.mail_from, "must be an address when mail is sent"),
            "log_level": (self.log_level in {"debug", "info", "warning", "error"},
                          "must be debug, info, warning or error"),
        }
        problems = [f"{_variable(name)} {text}" for name, (holds, text) in rules.items() if not holds]
        if problems:
            raise ConfigurationInvalid(problems=_lines(problems))


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _lines(problems: list[str]) -> str:
    return "".join(f"\n  {problem}" for problem in problems)


def _unknown(environ: Mapping[str, str]) -> list[str]:
    """A misspelt setting must not be ignored in silence; ``ESCALADE_TEST_*`` belongs to the tests."""
    known = {_variable(f.name) for f in fields(Config)}
    names = (n for n in environ if n.startswith(PREFIX) and not n.startswith(PREFIX + "TEST_"))
    return [f"{name} is not a setting" for name in sorted(names) if name not in known]


def _read(name: str, kind: object, text: str, problems: list[str]) -> object:
    """The value of one variable as its type, or a line in *problems*."""
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[text.lower()]
        if kind is float:
            above, _, below = text.partition("/")
            return float(above) / float(below or 1)
        return Path(text).absolute() if kind is Path else kind(text)  # type: ignore[operator]
    except (ValueError, KeyError, ZeroDivisionError):
        expected = {bool: "1 or 0", int: "a whole number", float: "a number such as 0.5 or 1/60"}.get(kind, "text")  # type: ignore[call-overload]
        problems.append(f"{_variable(name)} must be {expected}, not {text!r}")
        return None


def _with_driver(url: str) -> str:
    """``postgresql://`` and ``postgres://`` as SQLAlchemy spells them for psycopg 3."""
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _demo_secret(folder: Path) -> str:
    """The demo's session secret, made once and readable by its owner only."""
    path = folder / "session-secret"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text().strip()

"""Settings: a flag before the environment before `.env` before the default.

Known to `wiring` and `cli` alone; everything else is handed what it needs.
"""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError


def _folders(given: object) -> object:
    """A variable names folders with commas between; flags are several anyway."""
    if isinstance(given, str):
        return tuple(each.strip() for each in given.split(",") if each.strip())
    return given


class Settings(BaseSettings):
    """`ARCHDECIDE_*`, and Slack's own names for its secrets."""

    model_config = SettingsConfigDict(
        env_prefix="ARCHDECIDE_", env_file=".env", extra="ignore", populate_by_name=True
    )

    database: str = "archdecide.db"
    knowledge: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_folders)] = ()
    """Folders, separated by commas; none: what comes along."""
    http: str = "127.0.0.1:3000"
    questions: int = Field(default=3, ge=0, le=20)
    log: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    slack_bot_token: SecretStr | None = Field(default=None, alias="SLACK_BOT_TOKEN")
    slack_signing_secret: SecretStr | None = Field(default=None, alias="SLACK_SIGNING_SECRET")
    slack_app_token: SecretStr | None = Field(default=None, alias="SLACK_APP_TOKEN")
    slack_api_url: str = Field(default="https://slack.com/api/", alias="SLACK_API_URL")

    @property
    def knowledge_folders(self) -> tuple[Path, ...]:
        """The folders as given; none means what comes along."""
        return self.knowledge

    @property
    def http_host_and_port(self) -> tuple[str, int]:
        """Where to listen; SettingsError if it isn't host:port."""
        host, _, port = self.http.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65_535:
            raise SettingsError(
                f"ARCHDECIDE_HTTP is {self.http!r}; write host:port, e.g. 127.0.0.1:3000"
            )
        return host, int(port)

    def slack_secrets(self, http: bool) -> dict[str, str]:
        """bot_token, and signing_secret (HTTP) or app_token (Socket Mode).

        SettingsError names what is missing and what to do.
        """
        needed = {"bot_token": ("SLACK_BOT_TOKEN", self.slack_bot_token)}
        if http:
            needed["signing_secret"] = ("SLACK_SIGNING_SECRET", self.slack_signing_secret)
        else:
            needed["app_token"] = ("SLACK_APP_TOKEN", self.slack_app_token)
        given = {
            name: secret.get_secret_value().strip()
            for name, (_, secret) in needed.items()
            if secret
        }
        missing = [variable for name, (variable, _) in needed.items() if not given.get(name)]
        if missing:
            raise SettingsError(
                f"{' and '.join(missing)} not set. Put {'it' if len(missing) == 1 else 'them'} into"
                " the environment or a .env file (your Slack app's pages show them;"
                f" {'without' if http else 'with'} --http other ones are needed), or try the bot"
                " without Slack: archdecide chat"
            )
        return given


def settings(**flags: object) -> Settings:
    """The settings of this process; flags that are None don't count. SettingsError if wrong."""
    try:
        # `.env` is the one in the current folder.
        return Settings(**{name: value for name, value in flags.items() if value is not None})  # type: ignore[arg-type]  # checked by pydantic
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        name = str(detail["loc"][0]) if detail["loc"] else "?"
        variable = name if name.isupper() else f"ARCHDECIDE_{name.upper()}"
        raise SettingsError(f"{variable}: {detail['msg']}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f".env can't be read: {error}") from None

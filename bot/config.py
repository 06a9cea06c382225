"""Settings: a flag before the environment before `.env` before the default.

Known to `wiring` and `cli` alone; everything else is handed what it needs.
"""

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError


class Settings(BaseSettings):
    """`ARCHDECIDE_*`, and Slack's own names for its secrets."""

    model_config = SettingsConfigDict(
        env_prefix="ARCHDECIDE_", env_file=".env", extra="ignore", populate_by_name=True
    )

    database: str = "archdecide.db"
    knowledge: str = ""
    """Folders, separated by commas; empty: the ones that come along."""
    http: str = "127.0.0.1:3000"
    questions: int = Field(default=3, ge=0, le=20)
    log: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    slack_bot_token: SecretStr | None = Field(default=None, alias="SLACK_BOT_TOKEN")
    slack_signing_secret: SecretStr | None = Field(default=None, alias="SLACK_SIGNING_SECRET")
    slack_api_url: str = Field(default="https://slack.com/api/", alias="SLACK_API_URL")

    @property
    def knowledge_folders(self) -> tuple[Path, ...]:
        """The folders as given; none means the ones that come along."""
        return tuple(Path(each.strip()) for each in self.knowledge.split(",") if each.strip())

    @property
    def http_host_and_port(self) -> tuple[str, int]:
        """Where to listen; SettingsError if it isn't host:port."""
        host, _, port = self.http.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65_535:
            raise SettingsError(
                f"ARCHDECIDE_HTTP is {self.http!r}; write host:port, e.g. 127.0.0.1:3000"
            )
        return host, int(port)

    def slack_secrets(self) -> tuple[str, str]:
        """Bot token and signing secret; SettingsError names what is missing and what to do."""
        missing = [
            name
            for name, value in (
                ("SLACK_BOT_TOKEN", self.slack_bot_token),
                ("SLACK_SIGNING_SECRET", self.slack_signing_secret),
            )
            if value is None or not value.get_secret_value().strip()
        ]
        if missing or self.slack_bot_token is None or self.slack_signing_secret is None:
            raise SettingsError(
                f"{' and '.join(missing)} not set. Put {'it' if len(missing) == 1 else 'them'} into"
                " the environment or a .env file (your Slack app's pages show both), or try"
                " the bot without Slack: archdecide chat"
            )
        return self.slack_bot_token.get_secret_value(), self.slack_signing_secret.get_secret_value()


def settings(**flags: object) -> Settings:
    """The settings of this process; flags that are None don't count. SettingsError if wrong."""
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})  # type: ignore[arg-type]  # checked by pydantic
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        name = str(detail["loc"][0]) if detail["loc"] else "?"
        variable = name if name.isupper() else f"ARCHDECIDE_{name.upper()}"
        raise SettingsError(f"{variable}: {detail['msg']}") from None

"""The manifests ask for exactly what the code uses, with the least scopes."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.slack.http import PATH

DEPLOY = Path(__file__).parents[1] / "deploy"
NEEDED_FOR = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
}
"""event → the scope that Slack wants for it."""


def manifest(name: str) -> dict[str, Any]:
    read = json.loads((DEPLOY / name).read_text(encoding="utf-8"))
    assert isinstance(read, dict)
    return read


@pytest.mark.parametrize("name", ["manifest.json", "manifest.http.json"])
def test_events_commands_and_scopes_are_those_that_the_code_uses(name: str) -> None:
    given = manifest(name)
    events = given["settings"]["event_subscriptions"]["bot_events"]
    assert set(events) == set(NEEDED_FOR)
    scopes = given["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == {*NEEDED_FOR.values(), "chat:write", "commands"}
    assert set(scopes["bot_optional"]) == {"channels:history", "groups:history"}
    (command,) = given["features"]["slash_commands"]
    assert command["command"] == "/archdecide"
    assert command["should_escape"] is True
    assert given["settings"]["interactivity"]["is_enabled"] is True


def test_socket_mode_needs_no_address_and_http_has_one_everywhere() -> None:
    assert "https://" not in (DEPLOY / "manifest.json").read_text(encoding="utf-8")
    http = manifest("manifest.http.json")
    addresses = {
        http["settings"]["event_subscriptions"]["request_url"],
        http["settings"]["interactivity"]["request_url"],
        http["features"]["slash_commands"][0]["url"],
    }
    assert addresses == {f"https://archdecide.example.com{PATH}"}


@pytest.mark.parametrize("name", ["manifest.json", "manifest.http.json"])
def test_both_are_the_same_app(name: str) -> None:
    given, other = manifest(name), manifest("manifest.json")
    assert given["oauth_config"] == other["oauth_config"]
    assert given["settings"]["socket_mode_enabled"] is (name == "manifest.json")
    assert len(given["display_information"]["description"]) <= 140


def test_each_scope_has_its_reason_in_the_readme() -> None:
    readme = (DEPLOY / "README.md").read_text(encoding="utf-8")
    for scope in manifest("manifest.json")["oauth_config"]["scopes"]["bot"]:
        assert f"`{scope}`" in readme

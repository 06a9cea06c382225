"""What Slack said when it refused: its code, whatever the body was."""

from slack_sdk.errors import SlackApiError


def code_of(error: SlackApiError) -> str:
    """Slack's error code; the HTTP status where something in between answered with a page."""
    body = error.response.data
    said = body.get("error") if isinstance(body, dict) else None
    return str(said or error.response.status_code)

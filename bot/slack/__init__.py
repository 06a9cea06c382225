"""The Slack edge: payloads in, Web API calls out. Alone knows slack_bolt and slack_sdk."""

"""archdecide: settles an architecture decision in a Slack thread."""

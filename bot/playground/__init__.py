"""A local stand-in for Slack's servers; see README.md."""

"""Reply values → Block Kit, as plain dicts; one module a kind of message."""

"""A talk at a terminal, for people and for programs: the same turns as in Slack."""

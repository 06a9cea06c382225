"""Words: what a text says, by rules, knowing no comparison and no conversation."""

"""How we talk: what people do, what we say, and the pure step from one to the other."""

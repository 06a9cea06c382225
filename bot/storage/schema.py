"""The tables, as SQL that any start may run again."""

SQLITE = """
CREATE TABLE IF NOT EXISTS delivery (
    key TEXT PRIMARY KEY,
    received_at INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS conversation (
    id INTEGER PRIMARY KEY,
    team TEXT NOT NULL,
    channel TEXT NOT NULL,
    starter TEXT NOT NULL,
    comparison TEXT,
    phase TEXT NOT NULL,
    state TEXT NOT NULL,
    updated_at INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

CREATE TABLE IF NOT EXISTS place (
    team TEXT NOT NULL,
    channel TEXT NOT NULL,
    thread_ts TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    PRIMARY KEY (team, channel, thread_ts)
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS place_of_conversation ON place (conversation);

CREATE TABLE IF NOT EXISTS diary (
    seq INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    delivery TEXT NOT NULL,
    person TEXT NOT NULL,
    at INTEGER NOT NULL,
    input TEXT NOT NULL,
    answers TEXT NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS diary_of_conversation ON diary (conversation, seq);

CREATE TABLE IF NOT EXISTS outbox (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    slot TEXT,
    outgoing TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'posted', 'failed')),
    ts TEXT,
    error TEXT
) STRICT;

CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (seq) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS outbox_slot ON outbox (conversation, slot) WHERE ts IS NOT NULL;
"""

VERSION = 1
"""Kept in SQLite's user_version; a newer database is refused."""

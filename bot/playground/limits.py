"""What Slack refuses, cuts or quietly changes: one table, a row each.

The Web API, the Block Kit rules and the deliveries take their numbers and error codes from here,
and the tests walk the table, so a row that nothing enforces cannot stay. Marks: D Slack's own
documentation, O observed by others on a live workspace, ? unproven. A refusal that Slack would
not make is as wrong as one left out: where sources disagree, the observation wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["D", "O", "?"]


@dataclass(frozen=True)
class Limit:
    """`at` is the largest number still accepted, or the smallest where `least` is set."""

    name: str
    what: str
    code: str
    source: str
    mark: Mark
    at: int = 0
    least: bool = False


_METHODS = "docs.slack.dev/reference/methods/"
_BLOCKS = "docs.slack.dev/reference/block-kit/"
_BAD = "invalid_blocks"


def _call(name: str, what: str, code: str, source: str, mark: Mark, at: int = 0) -> Limit:
    return Limit(name, what, code, source if ":" in source else _METHODS + source, mark, at)


def _block(name: str, what: str, page: str, at: int = 0, mark: Mark = "D") -> Limit:
    return Limit(name, what, _BAD, page if ":" in page else _BLOCKS + page, mark, at)


def _least(name: str, what: str, page: str, at: int, mark: Mark = "D") -> Limit:
    return Limit(name, what, _BAD, _BLOCKS + page, mark, at, least=True)


def _view(name: str, what: str, at: int = 0, mark: Mark = "D") -> Limit:
    source = "https://docs.slack.dev/reference/views/modal-views"
    return Limit(name, what, "invalid_arguments", source, mark, at)


# A table is read by its rows, so the formatter keeps out.
# fmt: off
_ROWS = (
    # Any call
    _call("unknown_method", "a method that Slack does not have", "unknown_method",
          "https://docs.slack.dev/apis/web-api", "D"),
    _call("no_token", "no token", "not_authed", "auth.test", "D"),
    _call("wrong_token", "a token that nobody was given", "invalid_auth", "auth.test", "D"),
    _call("token_type", "the app's token where the bot's belongs, or the other",
          "not_allowed_token_type", "apps.connections.open", "D"),
    _call("scope", "a scope that the token lacks", "missing_scope", "conversations.info", "D"),
    _call("charset", "a body in an unknown charset", "invalid_charset", "chat.postMessage", "D"),
    _call("form", "a form that cannot be read", "invalid_form_data", "chat.postMessage", "D"),
    _call("arguments", "a limit that is no number", "invalid_arguments", "auth.test", "?"),
    _call("cursor", "a cursor that Slack did not give", "invalid_cursor", "conversations.replies",
          "D"),
    _call("json_body", "a JSON body that is no JSON object", "invalid_json",
          "https://docs.slack.dev/apis/web-api", "D"),
    _call("post_type", "another content type", "invalid_post_type", "chat.postMessage", "D"),
    # Where to
    _call("channel", "no such channel", "channel_not_found", "chat.postMessage", "D"),
    _call("membership", "a channel without the bot", "not_in_channel", "chat.postMessage", "D"),
    _call("archived", "an archived channel", "is_archived", "chat.postMessage", "D"),
    _call("update_archived", "an update in an archived channel", "is_inactive", "chat.update", "D"),
    _call("reader", "a private line to a stranger", "user_not_in_channel", "chat.postEphemeral",
          "D"),
    _call("replies_thread", "the replies of no message", "thread_not_found",
          "conversations.replies", "D"),
    _call("lost_thread", "a thread_ts that no longer exists: posted, but outside any thread",
          "posted unthreaded", "github: slack-go/slack#1571, caipe-io/ai-platform-engineering#1034",
          "O"),
    _call("update_lost", "an update of no message", "message_not_found", "chat.update", "D"),
    _call("validate_one", "blocks.validate of nothing, or of two things", "invalid_arguments",
          "blocks.validate", "?"),
    _call("delete_lost", "a deletion of no message", "message_not_found", "chat.delete", "D"),
    _call("delete_foreign", "a deletion of somebody else's message", "cant_delete_message",
          "chat.delete", "D"),
    _call("permalink_lost", "the address of no message", "message_not_found", "chat.getPermalink",
          "D"),
    _call("user", "facts about nobody", "user_not_found", "users.info", "D"),
    _call("update_foreign", "an update of somebody else's message", "cant_update_message",
          "chat.update", "D"),
    # What
    _call("nothing", "neither text nor blocks", "no_text", "chat.postMessage", "D"),
    _call("text", "text: cut, posted, with the warning message_truncated", "message_truncated",
          "https://api.slack.com/changelog/2018-04-truncating-really-long-messages", "D", 40_000),
    _call("update_text", "text of an update (posting takes ten times as much)", "msg_too_long",
          "chat.update, github: pymc-labs/daimon#106", "O", 4_000),
    _call("markdown_conflict", "markdown_text beside text or blocks", "markdown_text_conflict",
          "chat.postMessage", "D"),
    _call("blocks_format", "blocks that are no JSON array of objects", "invalid_blocks_format",
          "chat.postMessage", "D"),
    _call("blocks_sum", "text summed over all blocks (undocumented; about)", "msg_blocks_too_long",
          "github: slackapi/bolt-js#2509", "O", 13_200),
    _call("attachments", "attachments", "too_many_attachments", "chat.postMessage", "D", 100),
    _call("attachments_format", "attachments that are no JSON array", "invalid_attachments",
          "chat.update", "D"),
    _call("metadata_format", "metadata that is no JSON object", "invalid_metadata_format",
          "chat.postMessage", "D"),
    _call("metadata_schema", "metadata without event_type or event_payload",
          "invalid_metadata_schema", "chat.postMessage", "D"),
    _call("metadata_size", "bytes of metadata as JSON (the code is documented, the number is not)",
          "metadata_too_large", "chat.postMessage", "?", 8_192),
    # Faults, on demand alone
    _call("rate_limit", "too many calls: 429 with Retry-After", "ratelimited",
          "https://docs.slack.dev/apis/web-api/rate-limits", "D"),
    _call("internal", "a fault of Slack's: the call may have worked", "internal_error",
          "chat.postMessage", "D"),
    _call("unavailable", "a fault of Slack's with a status of 503", "service_unavailable",
          "chat.postMessage", "D"),
    # The way back
    _call("response_uses", "uses of a response_url", "used_url",
          "https://docs.slack.dev/interactivity/handling-user-interaction", "D", 5),
    _call("response_seconds", "seconds that a response_url lives", "expired_url",
          "https://docs.slack.dev/interactivity/handling-user-interaction", "D", 1_800),
    _call("ack_seconds", "seconds to answer a delivery in", "http_timeout",
          "https://docs.slack.dev/apis/events-api", "D", 3),
    _call("retries", "further tries of an event", "http_error",
          "https://docs.slack.dev/apis/events-api", "D", 3),
    _call("sockets", "connections of Socket Mode", "too_many_websockets",
          "https://docs.slack.dev/apis/events-api/using-socket-mode", "D", 10),
    # Modals and App Home
    _call("trigger_seconds", "seconds that a trigger_id lives", "expired_trigger_id", "views.open",
          "D", 3),
    _call("trigger_used", "a trigger_id a second time", "exchanged_trigger_id", "views.open", "D"),
    _call("trigger_unknown", "a trigger_id that Slack did not give", "invalid_trigger_id",
          "views.open", "D"),
    _call("view_stack", "views on top of each other", "push_limit_reached", "views.push", "D", 3),
    _call("view_lost", "an update of no view", "not_found", "views.update", "D"),
    _call("view_hash", "a hash that is no longer the view's", "hash_conflict", "views.update", "D"),
    _call("view_external", "an external_id of another view", "duplicate_external_id", "views.open",
          "D"),
    _call("view_size", "bytes of a view as JSON", "view_too_large", "views.open", "D", 250_000),
    _view("view_format", "a view that is no JSON object of the type that the method takes"),
    _view("view_person", "an App Home of nobody", mark="?"),
    _view("view_blocks", "blocks of a view", 100),
    _view("view_title", "characters of a view's title, submit or close", 24),
    _view("view_private", "characters of private_metadata", 3_000),
    _view("view_callback", "characters of a callback_id or external_id", 255),
    _view("view_submit", "inputs without a submit"),
    _block("alert", "characters of an alert", "blocks/alert-block", 200),
    # Blocks of a message
    _block("message_blocks", "blocks in a message", "blocks", 50),
    _block("block_type", "a block type that Slack does not have", "blocks"),
    _block("block_surface", "a block that messages do not take", "blocks"),
    _block("element_type", "an element, text or cell of a type not allowed there",
           "block-elements"),
    _block("missing", "a required field left out", "blocks"),
    _block("additional", "a field that the object does not have",
           "github: slackapi/bolt-js#1891, grafana-cold-storage/oncall#702", mark="O"),
    _block("wrong_kind", "a field of another JSON kind", "blocks"),
    _block("wrong_value", "a word outside the field's vocabulary", "blocks"),
    _block("block_id", "characters of a block_id", "blocks", 255),
    _block("block_id_twice", "a block_id twice in a message", "blocks", mark="O"),
    _block("action_id", "characters of an action_id", "block-elements", 255),
    _block("action_id_twice", "an action_id twice in a block", "github: knacklabs/gantry#458",
           mark="O"),
    # Text objects
    _block("text_object", "characters of a text object", "composition-objects/text-object", 3_000),
    _least("text_empty", "characters of any text", "composition-objects/text-object", 1),
    _block("header", "characters of a header", "blocks/header-block", 150, "O"),
    _block("markdown", "characters of all markdown blocks", "blocks/markdown-block", 12_000),
    # Section, context, actions, image, input
    _block("section_empty", "a section with neither text nor fields", "blocks/section-block"),
    _block("fields", "fields of a section", "blocks/section-block", 10),
    _block("field", "characters of a section's field", "blocks/section-block", 2_000),
    _block("context", "elements of a context", "blocks/context-block", 10),
    _block("actions", "elements of an actions block", "blocks/actions-block", 25),
    _least("actions_empty", "elements of an actions block", "blocks/actions-block", 1, "?"),
    _block("context_actions", "elements of context_actions", "blocks/context-actions-block", 5),
    _block("image_url", "characters of an image's address", "blocks/image-block", 3_000),
    _block("alt_text", "characters of an image's alt_text", "blocks/image-block", 2_000),
    _block("image_title", "characters of an image's title", "blocks/image-block", 2_000),
    _block("input_label", "characters of an input's label", "blocks/input-block", 2_000),
    # Elements
    _block("button_text", "characters on a button", "block-elements/button-element", 75, "O"),
    _block("button_value", "characters of a button's value", "block-elements/button-element",
           2_000),
    _block("button_url", "characters of a button's url", "block-elements/button-element", 3_000),
    _block("button_label", "characters of an accessibility_label", "block-elements/button-element",
           75),
    _block("overflow", "options of an overflow menu", "block-elements/overflow-menu-element", 5,
           "O"),
    _least("overflow_empty", "options of an overflow menu", "block-elements/overflow-menu-element",
           1),
    _block("boxes", "options of checkboxes or radio_buttons", "block-elements/checkboxes-element",
           10),
    _block("select", "options of a select menu", "block-elements/select-menu-element", 100),
    _block("select_groups", "groups of a select menu", "block-elements/select-menu-element", 100),
    _block("placeholder", "characters of a placeholder", "block-elements/select-menu-element", 150),
    _block("option_text", "characters of an option's text", "composition-objects/option-object",
           75),
    _block("option_value", "characters of an option's value", "composition-objects/option-object",
           150),
    _block("option_description", "characters of an option's description",
           "composition-objects/option-object", 75),
    _block("confirm_title", "characters of a confirmation's title",
           "composition-objects/confirmation-dialog-object", 100),
    _block("confirm_text", "characters of a confirmation's text",
           "composition-objects/confirmation-dialog-object", 300),
    _block("confirm_button", "characters on a confirmation's buttons",
           "composition-objects/confirmation-dialog-object", 30),
    # Tables and charts
    _block("table_rows", "rows of a table", "blocks/table-block", 100),
    _block("table_columns", "cells of a table's row", "blocks/table-block", 20),
    _block("table_sum", "characters of a table", "blocks/table-block", 10_000),
    Limit("one_table", "tables (of either kind) in a message", "only_one_table_allowed",
          _BLOCKS + "blocks/table-block", "D", 1),
    _block("data_table_rows", "rows of a data_table", "blocks/data-table-block", 201),
    _least("data_table_few", "rows of a data_table, its header counted", "blocks/data-table-block",
           2),
    _block("data_table_columns", "cells of a data_table's row", "blocks/data-table-block", 20),
    _block("data_table_sum", "characters of a data_table", "blocks/data-table-block", 20_000),
    _block("charts", "charts in a message", "blocks/data-visualization-block", 2),
    _block("chart_title", "characters of a chart's title", "blocks/data-visualization-block", 50),
    _block("chart_label", "characters of a chart's label", "blocks/data-visualization-block", 20),
    _block("chart_series", "series or segments of a chart", "blocks/data-visualization-block", 12),
    _block("chart_points", "points of a series", "blocks/data-visualization-block", 20),
    # Wrappers
    _block("container", "blocks in a container", "blocks/container-block", 10),
    _block("container_title", "characters of a container's title or subtitle",
           "blocks/container-block", 150),
    _block("card_title", "characters of a card's title or subtitle", "blocks/card-block", 150),
    _block("card_body", "characters of a card's body", "blocks/card-block", 200),
    _block("card_actions", "buttons on a card", "blocks/card-block", 3),
    _block("carousel", "cards in a carousel", "blocks/carousel-block", 10),
)
# fmt: on

LIMITS: dict[str, Limit] = {row.name: row for row in _ROWS}

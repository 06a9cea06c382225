"""Block Kit's small parts: texts, options, buttons, menus, pickers, and which block takes which.

Field lists follow docs.slack.dev/reference/block-kit and the models of Slack's Python SDK.
"""

from __future__ import annotations

from bot.playground.shapes import (
    Check,
    Fields,
    anything,
    array,
    either,
    filled_string,
    flag,
    number,
    record,
    string,
    tagged,
    word,
)


def text(kinds: tuple[str, ...], most: str = "text_object") -> Check:
    """A text object; `emoji` belongs to plain text alone, `verbatim` to mrkdwn alone."""
    words = {"type": anything, "text": filled_string(most)}
    options = {"plain_text": {"emoji": flag}, "mrkdwn": {"verbatim": flag}}
    return tagged({kind: record(words, options[kind]) for kind in kinds})


def plain(most: str = "text_object") -> Check:
    return text(("plain_text",), most)


def any_text(most: str = "text_object") -> Check:
    return text(("plain_text", "mrkdwn"), most)


CONFIRM = record(
    {
        "title": plain("confirm_title"),
        "text": any_text("confirm_text"),
        "confirm": plain("confirm_button"),
        "deny": plain("confirm_button"),
    },
    {"style": word("primary", "danger")},
)


def option(label: Check) -> Check:
    return record(
        {"text": label, "value": string("option_value")},
        {"description": any_text("option_description")},
    )


MENU_OPTION = option(plain("option_text"))
BOX_OPTION = option(any_text("option_text"))
OVERFLOW_OPTION = record(
    {"text": plain("option_text"), "value": string("option_value")},
    {"description": plain("option_description"), "url": string("button_url")},
)
OPTION_GROUP = record({"label": plain("option_text"), "options": array(MENU_OPTION, "select")}, {})


def element(required: Fields, optional: Fields) -> Check:
    common = {"type": anything, "action_id": string("action_id")}
    return record(required, {**common, **optional})


BUTTON = element(
    {"text": plain("button_text")},
    {
        "value": string("button_value"),
        "url": string("button_url"),
        "style": word("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string("button_label"),
        "agent_prompt": anything,
    },
)
WORKFLOW_BUTTON = element(
    {"text": plain("button_text"), "workflow": anything},
    {"style": word("primary", "danger"), "accessibility_label": string("button_label")},
)
_ASKING: Fields = {"confirm": CONFIRM, "focus_on_load": flag}
_MENU: Fields = {**_ASKING, "placeholder": plain("placeholder")}


def _menu(initial: str, **more: Check) -> Check:
    return element({}, {**_MENU, initial: anything, **more})


_STATIC: Fields = {
    "options": array(MENU_OPTION, "select"),
    "option_groups": array(OPTION_GROUP, "select_groups"),
}
SELECTS: Fields = {
    "static_select": either(
        ("options", "option_groups"),
        element({}, {**_MENU, **_STATIC, "initial_option": MENU_OPTION}),
    ),
    "external_select": _menu("initial_option", min_query_length=number),
    "users_select": _menu("initial_user"),
    "conversations_select": _menu(
        "initial_conversation",
        default_to_current_conversation=flag,
        response_url_enabled=flag,
        filter=anything,
    ),
    "channels_select": _menu("initial_channel", response_url_enabled=flag),
}
_MULTI: Fields = {**_MENU, "max_selected_items": number}
MULTI_SELECTS: Fields = {
    "multi_static_select": either(
        ("options", "option_groups"),
        element({}, {**_MULTI, **_STATIC, "initial_options": array(MENU_OPTION)}),
    ),
    "multi_external_select": element(
        {}, {**_MULTI, "initial_options": anything, "min_query_length": number}
    ),
    "multi_users_select": element({}, {**_MULTI, "initial_users": anything}),
    "multi_conversations_select": element(
        {},
        {
            **_MULTI,
            "initial_conversations": anything,
            "default_to_current_conversation": flag,
            "filter": anything,
        },
    ),
    "multi_channels_select": element({}, {**_MULTI, "initial_channels": anything}),
}
CHOICES: Fields = {
    "checkboxes": element(
        {"options": array(BOX_OPTION, "boxes")}, {**_ASKING, "initial_options": array(BOX_OPTION)}
    ),
    "radio_buttons": element(
        {"options": array(BOX_OPTION, "boxes")}, {**_ASKING, "initial_option": BOX_OPTION}
    ),
}
OVERFLOW = element(
    {"options": array(OVERFLOW_OPTION, "overflow", "overflow_empty")}, {"confirm": CONFIRM}
)
PICKERS: Fields = {
    "datepicker": _menu("initial_date"),
    "timepicker": _menu("initial_time", timezone=string()),
    "datetimepicker": element({}, {**_ASKING, "initial_date_time": number}),
}
_TYPED: Fields = {**_MENU, "initial_value": anything, "dispatch_action_config": anything}
INPUTS: Fields = {
    "plain_text_input": element(
        {}, {**_TYPED, "multiline": flag, "min_length": number, "max_length": number}
    ),
    "email_text_input": element({}, _TYPED),
    "url_text_input": element({}, _TYPED),
    "number_input": element(
        {"is_decimal_allowed": flag}, {**_TYPED, "min_value": anything, "max_value": anything}
    ),
    "rich_text_input": element({}, _TYPED),
    "file_input": element({}, {"filetypes": anything, "max_files": number}),
}
IMAGE = either(
    ("image_url", "slack_file"),
    record(
        {"type": anything, "alt_text": string("alt_text")},
        {"image_url": string("image_url"), "slack_file": anything},
    ),
)
_FEEDBACK = record(
    {"text": plain("button_text"), "value": string("button_value")},
    {"accessibility_label": string("button_label")},
)

IN_ACTIONS = tagged(
    {
        "button": BUTTON,
        "workflow_button": WORKFLOW_BUTTON,
        "overflow": OVERFLOW,
        **CHOICES,
        **SELECTS,
        **PICKERS,
    }
)
IN_SECTION = tagged(
    {
        "button": BUTTON,
        "workflow_button": WORKFLOW_BUTTON,
        "overflow": OVERFLOW,
        "image": IMAGE,
        **CHOICES,
        **SELECTS,
        **MULTI_SELECTS,
        **PICKERS,
    }
)
IN_INPUT = tagged({**CHOICES, **SELECTS, **MULTI_SELECTS, **PICKERS, **INPUTS})
IN_CONTEXT_ACTIONS = tagged(
    {
        "feedback_buttons": element(
            {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {}
        ),
        "icon_button": element(
            {"icon": string(), "text": plain("button_text")},
            {
                "value": string("button_value"),
                "confirm": CONFIRM,
                "accessibility_label": string("button_label"),
                "visible_to_user_ids": anything,
            },
        ),
    }
)

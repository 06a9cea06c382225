"""The command line. Heavy imports wait until a command needs them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from bot.errors import ArchdecideError, KnowledgeError

FOLDERS = click.option(
    "--knowledge",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="A knowledge folder; later ones overlay earlier ones.",
)


class _Errors(click.Group):
    """Ends with one clear message and status 1 where a person can put things right."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KnowledgeError as error:
            click.echo("\n".join(str(problem) for problem in error.problems), err=True)
            ctx.exit(1)
        except ArchdecideError as error:
            click.echo(f"archdecide: {error}", err=True)
            ctx.exit(1)


@click.group(cls=_Errors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="archdecide", message="%(version)s")
def main() -> None:
    """Settles an architecture decision: a few questions, then advice with its reasons.

    \b
    archdecide chat                  talk to it here
    archdecide chat --json           the same for programs
    archdecide run                   serve a Slack workspace by Socket Mode
    archdecide run --http            the same over HTTP
    archdecide playground --info     the same against a stand-in for Slack
    archdecide knowledge lint        check the knowledge base
    """


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, in and out.")
@click.option("--questions", type=click.IntRange(0, 20), help="Asked at most (3).")
@FOLDERS
def chat(as_json: bool, questions: int | None, folders: tuple[Path, ...]) -> None:
    """Talk to it at the terminal; nothing is kept."""
    import io
    import sys

    from bot.config import settings
    from bot.terminal import people, programs
    from bot.wiring import terminal_session

    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    talk = programs.chat_json if as_json else people.chat
    given = settings(knowledge=folders or None, questions=questions)
    session = terminal_session(given.knowledge_folders, limit=given.questions)
    talk(session, sys.stdin, sys.stdout)


@main.command()
@click.option(
    "--http",
    "as_http",
    is_flag=True,
    help="Serve POST /slack/events instead of connecting by Socket Mode.",
)
@click.option("--listen", help="host:port (127.0.0.1:3000).")
@click.option("--database", help="Where conversations are kept (archdecide.db).")
@click.option("--questions", type=click.IntRange(0, 20), help="Asked at most (3).")
@FOLDERS
def run(
    as_http: bool,
    listen: str | None,
    database: str | None,
    questions: int | None,
    folders: tuple[Path, ...],
) -> None:
    """Run the bot for a Slack workspace: by Socket Mode, or over HTTP with --http."""
    import asyncio

    from bot.config import settings
    from bot.wiring import run as serve

    given = settings(http=listen, database=database, questions=questions, knowledge=folders or None)
    asyncio.run(serve(given, as_http))


@main.command()
@click.option("--server-only", is_flag=True, help="The stand-in alone, for any Slack program.")
@click.option("--info", is_flag=True, help="Print one line of JSON: addresses, tokens, people.")
@click.option("--port", type=click.IntRange(0, 65_535), default=0, help="A free one by default.")
@FOLDERS
def playground(server_only: bool, info: bool, port: int, folders: tuple[Path, ...]) -> None:
    """Run against a stand-in for Slack's servers on this machine; no workspace, no token."""
    import asyncio
    import json

    from bot.config import settings
    from bot.wiring import playground as serve

    def introduce(told: Mapping[str, Any]) -> None:
        line = json.dumps(told) if info else f"Slack's stand-in listens at {told['api_url']}"
        click.echo(line)

    given = settings(knowledge=folders or None)
    asyncio.run(serve(given.knowledge_folders, server_only, port, introduce))


@main.group()
def knowledge() -> None:
    """Work on the knowledge base."""


@knowledge.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path, file_okay=False))
def lint(folders: tuple[Path, ...]) -> None:
    """Check the knowledge base; every error names file, line and field."""
    from bot.authoring.lint import lint as check
    from bot.wiring import library

    found = library(folders)
    advice = check(found)
    for each in advice:
        click.echo(each)
    click.echo(
        f"{len(found.comparisons)} comparison(s), {len(found.questions)} questions,"
        f" {len(found.glossary)} terms: no errors, {len(advice)} piece(s) of advice"
    )

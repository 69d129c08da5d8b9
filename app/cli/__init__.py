"""The command line, ``python run.py`` (docs/cli.md). Commands are loaded when they are used, so that it starts fast."""

import importlib
import os
import sys
import traceback
from collections.abc import Sequence

import click

from app.cli.language import say
from app.errors import EscaladeError

REFUSED, UNABLE, INTERRUPTED = 3, 4, 130
UNFORESEEN = (
    "Something went wrong that nobody foresaw ({kind}: {reason}). What was not finished was not stored. "
    "Set ESCALADE_LOG_LEVEL=debug to see where, and tell the administrator of the desk."
)
COMMANDS = {
    "serve": "app.cli.running",
    "worker": "app.cli.running",
    "deploy": "app.cli.work",
    "start": "app.cli.work",
    "tasks": "app.cli.work",
    "complete": "app.cli.work",
    "show": "app.cli.work",
    "incidents": "app.cli.repair",
    "retry": "app.cli.repair",
    "correct": "app.cli.repair",
    "move": "app.cli.repair",
    "end": "app.cli.repair",
    "migrate": "app.cli.migrating",
    "send": "app.cli.events",
    "signal": "app.cli.events",
    "waiting": "app.cli.events",
    "check": "app.cli.diagrams",
    "trace": "app.cli.diagrams",
    "test-scenarios": "app.cli.scenarios",
    "feel": "app.cli.expressions",
    "decide": "app.cli.expressions",
    "dmn-tck": "app.cli.diagrams",
    "users": "app.cli.people",
    "jobs": "app.cli.keeping",
    "backup": "app.cli.keeping",
    "verify": "app.cli.keeping",
}


class LazyGroup(click.Group):
    """Imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name])
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Escalade, the escalation desk.

    Exit codes: 0 done; 1 something that was checked is not right; 2 the command was written wrongly;
    3 the desk refused; 4 the desk could not do it; 130 interrupted.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command and exits with its code; an error is one line on standard error."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    try:
        result = cli.main(args=arguments, prog_name="python run.py", standalone_mode=False)
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except EscaladeError as error:
        return _refused(error)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:
        return _unforeseen(error)
    return result if isinstance(result, int) else 0


def _unforeseen(error: Exception) -> int:
    """One line for a person; the trace for who asks for it."""
    if os.environ.get("ESCALADE_LOG_LEVEL", "").lower() == "debug":
        traceback.print_exception(error)
    words = say(UNFORESEEN, {"kind": type(error).__name__, "reason": str(error).partition("\n")[0]})
    click.echo(words, err=True)
    return UNABLE


def _refused(error: EscaladeError) -> int:
    """Tells what happened, and each place that is wrong on a line of its own."""
    click.echo(say(error.template, error.details), err=True)
    for name, fault in getattr(error, "errors", {}).items():
        click.echo(f"  {name}: {say(fault.template, fault.details)}", err=True)
    for obstacle in getattr(error, "obstacles", ()):
        click.echo(f"  {obstacle.element}: {say(obstacle.said.template, obstacle.said.details)}", err=True)
    for finding in getattr(error, "findings", ()):
        named = f"{finding.element} ({finding.name})" if finding.name else finding.element
        place = f"{finding.file} {named}" if named else finding.file
        words = f"{say(finding.message, finding.details)} {say(finding.remedy, finding.details)}"
        click.echo(f"  {place}: {words}", err=True)
    return UNABLE if error.status >= 500 else REFUSED

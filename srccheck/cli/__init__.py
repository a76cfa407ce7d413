"""The command line: arguments in, exit code out."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Any, NoReturn

import click

from srccheck import __version__
from srccheck.cli.options import (
    AUDIT_FORMATS,
    EXTRACT_FORMATS,
    Wishes,
    asking_options,
    drift_option,
    note_options,
    reading_options,
)
from srccheck.cli.save_options import saving_options
from srccheck.errors import SrccheckError

__all__ = ["cli", "main"]

# What a command does is loaded when it is called: `--version` and `--help` answer at once.


class _Program(click.Group):
    """Turns every way to end into one line on stderr and the exit code of the contract."""

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Run a command and leave; takes what `click.Group.main` takes."""
        kwargs.update(standalone_mode=False, windows_expand_args=False)  # globs are ours to expand
        try:
            code = super().main(*args, **kwargs)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            code = 2
        except click.ClickException as error:
            code = _refuse(error.format_message(), error)
        except SrccheckError as error:
            code = _refuse(str(error))
        except (click.Abort, KeyboardInterrupt):
            code = 130
        sys.exit(code or 0)


def _refuse(message: str, error: click.ClickException | None = None) -> int:
    from srccheck.cli.output import complain  # noqa: PLC0415  it loads the reports

    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f" (see {context.command_path} --help)" if context else ""
    complain(f"{message.rstrip('.')}{hint}")
    return 2


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """Check the sources that a document cites.

    srccheck reads the footnotes and endnotes of documents, takes them apart into citations, asks for
    every cited page on the live web and in the Wayback Machine, and says by note number and line what
    is wrong, what was seen, and what to do. Where something cannot be told, it says so.
    """


_CODES = """Exit codes: 0 nothing serious; 1 findings (see --fail-on); 2 wrong usage, or a document could not
    be read; 130 interrupted."""
_AUDIT_CODES = _CODES.replace("130", "3 there were links, and none got an answer (no network?); 130")


@cli.command(epilog=_CODES, short_help="Show notes, citations and links; no network.")
@reading_options(EXTRACT_FORMATS)
@note_options()
def extract(**values: Any) -> int:
    """Show the notes, citations and links of documents; never touches the network.

    PATH is a file, a folder (every document in it), a pattern such as "texts/*.md", or - for standard
    input.
    """
    from srccheck.cli.extracting import run_extract  # noqa: PLC0415  see above

    return run_extract(Wishes.of(values))


@cli.command(epilog=_AUDIT_CODES, short_help="Check every cited source on the web and in the archive.")
@reading_options(AUDIT_FORMATS)
@asking_options()
@drift_option()
def audit(**values: Any) -> int:
    """Check every cited source: is the page alive, is it archived, do the dates make sense?

    PATH is a file, a folder (every document in it), a pattern such as "texts/*.md", or - for standard
    input. Ctrl-C stops early and prints what is done.
    """
    from srccheck.cli.auditing import run_audit  # noqa: PLC0415  see above

    return run_audit(Wishes.of(values))


_SAVE_CODES = _CODES.replace("1 findings (see --fail-on)", "1 a page could not be saved")


@cli.command(epilog=_SAVE_CODES, short_help="Have the archive capture cited pages that it lacks.")
@saving_options()
def save(**values: Any) -> int:
    """Ask the Wayback Machine to capture cited pages of which it has no good capture.

    PATH is a document, a folder, a pattern, or - for standard input; URL is a page. The archive is asked
    first what it has. The keys of an archive.org account (https://archive.org/account/s3.php) are taken
    from SRCCHECK_IA_ACCESS_KEY and SRCCHECK_IA_SECRET; without them the archive may refuse. What is saved
    is public for good.
    """
    from srccheck.cli.saving import run_save  # noqa: PLC0415  see above

    return run_save(values)


@cli.command(short_help="See an audit of a bundled article; no network.")
def demo() -> int:
    """Audit a bundled article against a bundled recording of a small web; needs no network.

    Prints the report, and writes it as Markdown to srccheck-demo.md in the working directory.
    """
    from srccheck.cli.demo import run_demo  # noqa: PLC0415  see above

    return run_demo()


def main() -> None:
    """The `srccheck` command."""
    for stream in (sys.stdout, sys.stderr):
        # Reports are UTF-8 everywhere, with the same bytes; None and replaced streams stay as they are.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    cli(prog_name="srccheck")

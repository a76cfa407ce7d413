"""The command line: arguments in, exit code out."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Any, NoReturn

import click

from srccheck import __version__
from srccheck.cli.fix_options import fixing_options
from srccheck.cli.history_options import history_options
from srccheck.cli.news_options import baseline_options, since_last_option
from srccheck.cli.options import (
    AUDIT_FORMATS,
    EXTRACT_FORMATS,
    LINT_FORMATS,
    as_of_option,
    asking_options,
    configuring_options,
    drift_option,
    note_options,
    reading_options,
    run_option,
    since_option,
)
from srccheck.cli.save_options import saving_options
from srccheck.cli.urls_option import urls_option
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
    from srccheck.cli.wishes import Wishes  # noqa: PLC0415

    return run_extract(Wishes.of(values, EXTRACT_FORMATS))


@cli.command(epilog=_CODES, short_help="Check what shows without a network; for pre-commit.")
@reading_options(LINT_FORMATS)
@baseline_options()
@as_of_option()
def lint(**values: Any) -> int:
    """Check documents as far as they show by themselves: notes, dates, addresses. Nobody is asked.

    PATH is a file, a folder (every document in it), a pattern such as "texts/*.md", or - for standard
    input. Prints a finding a line: path:line:column: CODE message.
    """
    from srccheck.cli.linting import run_lint  # noqa: PLC0415  see above
    from srccheck.cli.wishes import Wishes  # noqa: PLC0415

    return run_lint(Wishes.of(values, LINT_FORMATS))


@cli.command(epilog=_AUDIT_CODES, short_help="Check every cited source on the web and in the archive.")
@reading_options(AUDIT_FORMATS, required=False)
@urls_option()
@since_option()
@since_last_option()
@baseline_options()
@asking_options()
@drift_option()
@run_option()
def audit(**values: Any) -> int:
    """Check every cited source: is the page alive, is it archived, do the dates make sense?

    PATH is a file, a folder (every document in it), a pattern such as "texts/*.md", or - for standard
    input. Ctrl-C stops early and prints what is done. With --urls, lists of addresses of any length.
    """
    from srccheck.cli.auditing import run_audit  # noqa: PLC0415  see above
    from srccheck.cli.wishes import Wishes  # noqa: PLC0415

    urls = values.pop("urls")
    if urls:
        from srccheck.cli.scaling import run_urls  # noqa: PLC0415  see above

        return run_urls(urls, Wishes.of(values, AUDIT_FORMATS))
    if not values["paths"]:
        raise click.UsageError("Missing argument 'PATH...', or --urls FILE.", click.get_current_context())
    return run_audit(Wishes.of(values, AUDIT_FORMATS))


_FIX_CODES = _AUDIT_CODES.replace("0 nothing serious", "0 nothing to do, or all written").replace(
    "1 findings (see --fail-on)", "1 there are repairs, shown and not written"
)


@cli.command(epilog=_FIX_CODES, short_help="Repair links: a diff, or --write.")
@fixing_options()
def fix(**values: Any) -> int:
    """Repair what can be repaired for certain, and print it as a diff.

    An address broken by the layout is joined (L206), a slip in its beginning put right (L205), tracking
    removed (L209); where facts about the pages are at hand, the new address of one that moved is written
    (L202), https (L207), and the archive's copy of one that is gone put beside the link (A401). Only the
    link itself is touched; whatever would change more is told on standard error. Word documents get
    tracked changes; PDF, ODT, EPUB and what pandoc reads are never changed.
    """
    from srccheck.cli.fixing import run_fix  # noqa: PLC0415  see above

    return run_fix(values)


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


_HISTORY_CODES = """Exit codes: 0 told, also where there has been no audit yet; 2 wrong usage, or the store
    could not be used."""


@cli.command(epilog=_HISTORY_CODES, short_help="What audits recorded: new rot, recovered, trend; no network.")
@history_options()
def history(**values: Any) -> int:
    """Tell what has changed between audits, and how it goes on.

    New rot, recovered, moved, newly archived, changed in text; counts by document and host; the trend, and
    how long cited pages last. PATH is a document, a folder, or a pattern such as "texts/*.md" (default: all
    that was ever audited). Audits are remembered in the store (see --store); nobody is asked anew.
    """
    from srccheck.cli.history import run_history  # noqa: PLC0415  see above

    return run_history(values)


@cli.command(short_help="Show the settings in force, and where each comes from.")
@configuring_options()
def config(**values: Any) -> int:
    """Show every setting in force and where it comes from: default, file and line, environment, option.

    Options stand before variables such as SRCCHECK_JOBS, these before the file, and it before the
    defaults. Passwords in URLs are not shown.
    """
    from srccheck.cli.configuring import run_config  # noqa: PLC0415  see above

    return run_config(values)


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

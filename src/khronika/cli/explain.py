"""`khronika explain`."""

import sys

import click

from khronika.cli.common import Refused


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain a rule.

    Tells what it checks, why it matters, what is wrong and right, and how to fix it. CODE is a
    rule's code or name, such as K301 or surface-mismatch; without it, the rules are listed.
    """
    from khronika.rules import RULES
    from khronika.suggest import nearest

    if code is None:
        for rule in RULES:
            click.echo(f"{rule.code}  {rule.severity:<7}  {rule.name:<22}  {rule.sentence}")
        return
    known = {name.casefold(): rule for rule in RULES for name in (rule.code, rule.name)}
    rule_asked = known.get(code.casefold())
    if rule_asked is None:
        close = nearest(code, known)
        hint = f"did you mean {known[close].code}?" if close else "`khronika explain` lists them"
        raise Refused(f"there is no rule {code!r}; {hint}")
    page = f"# {rule_asked.code} {rule_asked.name}\n\n{rule_asked.facts}\n\n{rule_asked.page}"
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(page))
    else:
        click.echo(page, nl=False)

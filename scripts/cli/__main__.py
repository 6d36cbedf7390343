"""./scripts/fluxdesk: what an operator types."""

import asyncio
from typing import Annotated

import typer
from fluxdesk.rpc_table import RPCS

from core.database import migrate as migrations
from scripts.cli.audit import audit
from scripts.cli.desk import DATA_DEFAULT, AsJson, Data, database_address, expected_problems, show
from scripts.cli.doctor import doctor
from scripts.cli.import_people import import_file
from scripts.cli.integrators import integrators
from scripts.cli.keys import keys
from scripts.cli.mcp_config import mcp_config
from scripts.cli.memberships import groups, projects
from scripts.cli.people import people, workspaces
from scripts.cli.tokens import tokens
from scripts.cli.webhooks import webhooks
from scripts.logs import configure_logs
from scripts.serve import serve

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(serve)
app.command()(doctor)
app.command("mcp-config")(mcp_config)
app.add_typer(workspaces, name="workspace")
people.command("import")(import_file)
app.add_typer(people, name="user")
app.add_typer(integrators, name="integrator")
app.add_typer(groups, name="group")
app.add_typer(projects, name="project")
app.add_typer(tokens, name="token")
app.add_typer(webhooks, name="webhook")
app.add_typer(audit, name="audit")
app.add_typer(keys, name="keys")


@app.callback()
def main() -> None:
    """FluxDesk at the command line of its operator."""
    # Standard output belongs to what a command prints.
    configure_logs()


@app.command()
def migrate(
    check: Annotated[bool, typer.Option("--check", help="Only tells what is missing; exit code 1 when something is.")] = False,  # noqa: FBT002  # as typer gives it
    data: Data = DATA_DEFAULT,
) -> None:
    """Brings the database to today's schema."""
    with expected_problems(), database_address(data) as (url, _):
        names = asyncio.run(migrations.pending(url) if check else migrations.migrate(url))
    print("\n".join(names) or "Nothing is missing.")
    if check and names:
        raise typer.Exit(1)


@app.command()
def rpc(
    pattern: Annotated[str, typer.Argument(help="Part of a name, path, tool or scope; everything without one.")] = "",
    as_json: AsJson = False,  # noqa: FBT002  # as typer gives it
) -> None:
    """Prints the table of RPCs: routes, who may call, scope, least role, tool and transaction."""
    rows = [
        (
            f"{one.service.rsplit('.', 1)[1]}.{one.method}",
            " ".join(f"{route.verb} {route.path}" for route in one.routes),
            "public" if one.public else " ".join(sorted(one.callers)),
            one.scope,
            one.role.name.lower(),
            one.tool,
            str(one.transaction),
        )
        for one in RPCS
    ]
    found = [row for row in rows if pattern.lower() in " ".join(row).lower()]
    show(("rpc", "routes", "callers", "scope", "role", "tool", "transaction"), found, as_json=as_json)


if __name__ == "__main__":
    app()

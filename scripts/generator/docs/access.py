"""Who may call what, in the words of the declarations: the facts that the pages of all doors share."""

from html import escape

from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations, DeclaredRpc, Options
from scripts.generator.docs.markup import code, codes, example, link, table

ERRORS = "/api/v1/errors"
# A list that every agent may read, so that paging and the first call of each door are shown with one that works.
_SHOWN_LIST = "ListInbox"


def token_variable(rpc: DeclaredRpc) -> str:
    """Shell variable of a token that may call, "" where none is needed. A person's own is the last choice of a script."""
    kinds = sorted(rpc.callers, key=lambda kind: kind == "PERSON")
    return _variable(kinds[0]) if kinds else ""


def _variable(kind: str) -> str:
    return kind if kind.endswith(("_TOKEN", "_KEY")) else f"{kind}_TOKEN"


def access_facts(rpc: DeclaredRpc) -> list[tuple[str, str]]:
    """Callers, scope and role of the RPC."""
    if not rpc.callers:
        return [("Callers", "anybody, without a credential")]
    rows = [("Callers", codes(kind.lower() for kind in rpc.callers))]
    if scope := rpc.accepted_policy.scope:
        rows.append(("Scope", code(scope)))
    if (role := rpc.choice("role")) and role != "EMPLOYEE":
        rows.append(("Least role", code(role.lower())))
    return [*rows, ("Rate limit", code(rpc.bucket.lower()))]


def variables(declarations: Declarations) -> str:
    """Commands that set every token of the examples."""
    used = {name for rpc in declarations.rpcs if (name := token_variable(rpc))}
    return example("Set once per shell", "\n".join(f"export {name}='…'" for name in sorted(used)))


def credentials(declarations: Declarations) -> str:
    """Table of the kinds of credential, and what the RPCs that take each are."""
    kinds = next(enum for enum in declarations.enums if enum.full_name.endswith("Policy.Credential"))
    rows: list[tuple[str, str, str]] = []
    for kind in kinds.values:
        scopes = sorted({rpc.accepted_policy.scope for rpc in declarations.rpcs if kind.name in rpc.callers} - {""})
        if kind.number:
            rows.append((code(kind.name.lower()), escape(declarations.comment(kind)), codes(scopes) or "none"))
    return table("Kinds of credential", ("Kind", "What it is", "Scopes of the operations that take it"), rows)


def scopes(declarations: Declarations) -> str:
    """Table of the scopes that keys carry."""
    rows = [(code(name), escape(text)) for name, text in sorted(declarations.scopes.items())]
    return table("Scopes", ("Scope", "What it allows"), rows)


def failures(declarations: Declarations) -> list[tuple[str, Options, str]]:
    """(reason, how it looks, what happened) of every failure."""
    found = [
        (value.name.removeprefix("REASON_"), kind, declarations.comment(value))
        for enum in declarations.enums
        for value in enum.values
        if (kind := declarations.failure(enum).get(value.name))
    ]
    return sorted(found, key=lambda row: (row[1].http_status, row[1].slug))


def error_link(slug: str) -> str:
    """Link to the page of a problem type."""
    return link(f"{ERRORS}/{slug}", code(slug))


def shown_list(declarations: Declarations) -> DeclaredRpc:
    """The read that the pages begin with. Raises GenerateError when there is none of its name."""
    for rpc in declarations.rpcs:
        if rpc.method.name == _SHOWN_LIST:
            return rpc
    message = f"The pages of the docs begin with {_SHOWN_LIST}, which is no longer declared: name another list there"
    raise GenerateError(message)

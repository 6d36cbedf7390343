"""The document that the server serves says all that the seed says: a client of the one is a client of the other.

What differs on purpose stands in seed_differences.json, each with its reason; a star stands for any text.
"""

import json
import re
import tomllib

import pytest

from scripts.references import Json
from scripts.seed_document import CONTRACT, load_seed, operations
from tests.contract.superset import Comparison
from tests.doors import Doors
from tests.e2e.conftest import ROOT

SEED = load_seed()
OPERATIONS = [(verb, path) for verb, path, _ in operations(SEED)]
ALLOWED: dict[str, str] = {
    entry["where"]: entry["why"] for entry in json.loads((CONTRACT / "seed_differences.json").read_text(encoding="utf-8"))
}
# The kinds of failure that the API has, with their statuses.
FAILURES = {
    "validation-failed": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "cross-project-blocked": 403,
    "not-found": 404,
    "method-not-allowed": 405,
    "conflict": 409,
    "slug-conflict": 409,
    "delete-blocked": 409,
    "idempotency-conflict": 409,
    "idempotency-in-flight": 409,
    "precondition-failed": 412,
    "payload-too-large": 413,
    "unsupported-media-type": 415,
    "unprocessable": 422,
    "rate-limited": 429,
    "internal": 500,
    "unavailable": 503,
    "deadline-exceeded": 504,
}


@pytest.fixture(scope="module")
async def served(doors: Doors) -> Json:
    return (await doors.rest.http.get("/api/v1/openapi.json")).json()


def _is_allowed(difference: str) -> bool:
    return any(_allows(where, difference) for where in ALLOWED)


def _allows(where: str, difference: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, where.split("*"))), difference) is not None


@pytest.mark.parametrize(("verb", "path"), OPERATIONS, ids=lambda value: value)
def test_the_operation_is_served_as_the_seed_says(served: Json, verb: str, path: str) -> None:
    differences = [found for found in Comparison(SEED, served).operation(verb, path) if not _is_allowed(found)]
    assert not differences, "\n".join(differences)


def test_the_one_request_without_an_operation_has_that_of_the_contract(served: Json) -> None:
    differences = list(Comparison(SEED, served).body("CatalogApprovalReviewRequest", "post", "/api/v1/catalog/approvals/review"))
    assert not differences, "\n".join(differences)


def test_no_allowed_difference_is_without_use(served: Json) -> None:
    found = [difference for verb, path in OPERATIONS for difference in Comparison(SEED, served).operation(verb, path)]
    # Of an operation that is not served nothing more is found than that.
    missing = tuple(f"{verb.upper()} {path} " for verb, path in OPERATIONS if verb not in served["paths"].get(path, {}))
    unused = [where for where in ALLOWED if not any(_allows(where, difference) for difference in found)]
    assert [where for where in unused if not where.startswith(missing)] == []
    assert all(ALLOWED.values())


@pytest.mark.parametrize("slug", FAILURES)
async def test_a_kind_of_failure_has_its_page(doors: Doors, slug: str) -> None:
    page = await doors.rest.http.get(f"/api/v1/errors/{slug}")
    assert page.status_code == 200
    assert f"HTTP status {FAILURES[slug]}." in page.text


def test_the_document_begins_as_the_seed_does(served: Json) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert (served["openapi"], served["info"]["title"], served["info"]["version"]) == (SEED["openapi"], SEED["info"]["title"], version)
    assert served["servers"][0]["url"] == "/"
    scheme, seed = (document["components"]["securitySchemes"]["BearerAuth"] for document in (served, SEED))
    assert (scheme["type"], scheme["scheme"], served["security"]) == (seed["type"], seed["scheme"], SEED["security"])


def test_the_tags_are_those_of_the_seed_and_of_further_operations(served: Json) -> None:
    named = {tag["name"] for tag in served["tags"]}
    used = {tag for _, _, operation in operations(served) for tag in operation["tags"]}
    of_seed = {tag for verb, path, operation in operations(SEED) if verb in served["paths"].get(path, {}) for tag in operation["tags"]}
    assert named == used
    assert named >= of_seed

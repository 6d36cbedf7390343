"""What an event must be: every fault is named, and the namespace is the token's."""

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.events_pb2 import ACTION_TYPE_URL, ACTION_TYPE_WEBHOOK, ActionButton, EventRecipient, InboundEvent, RecipientHint

from tests.core.areas.calls import failure_of
from tests.core.areas.events.publishing import an_event, publish, to_email, to_user
from tests.tenants import Tenant

NO_LINK = "must start with https:// and name a host"


async def faults_of(tenant: Tenant, event: InboundEvent) -> list[tuple[str, str]]:
    """The faults for which the event is refused."""
    failure = await failure_of(publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), event))
    assert failure.reason is Reason.VALIDATION_FAILED
    return sorted(failure.faults)


async def is_accepted(tenant: Tenant, event: InboundEvent) -> bool:
    return (await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), event)).ok


@pytest.mark.parametrize("event_type", ["fd2.build.failed", "fd1", "FD1.build", "internal-os.build", " fd1.build", "xfd1.build"])
async def test_a_foreign_prefix_is_a_namespace_mismatch_and_nothing_else(event_type: str, tenant: Tenant) -> None:
    assert await faults_of(tenant, an_event(event_type=event_type)) == [("event.event_type", "namespace mismatch")]


async def test_the_prefix_alone_is_no_event_type(tenant: Tenant) -> None:
    assert await faults_of(tenant, an_event(event_type="fd1.")) == [
        ("event.event_type", "needs one or more segments after fd1., none of them empty or with white space")
    ]


async def test_one_segment_after_the_prefix_is_enough(tenant: Tenant) -> None:
    assert await is_accepted(tenant, an_event(event_type="fd1.x"))


async def test_every_fault_is_named_at_once(tenant: Tenant) -> None:
    event = an_event(
        spec_version="1",
        event_type="fd2.x",
        title="",
        external_url="http://builds.example",
        labels={"key": "v" * 81},
        actions=[ActionButton(label="Open", action_type=ACTION_TYPE_URL), ActionButton(action_type=ACTION_TYPE_WEBHOOK)],
    )
    assert sorted({path for path, _ in await faults_of(tenant, event)}) == [
        "event.actions[0].url",
        "event.actions[1].label",
        "event.actions[1].webhook_url",
        "event.event_type",
        "event.external_url",
        'event.labels["key"]',
        "event.spec_version",
        "event.title",
    ]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("event.title", {"title": "a\0b"}),
        ("event.summary", {"summary": "\0"}),
        ('event.labels["a"]', {"labels": {"a": "\0"}}),
        ("event.actions[0].label", {"actions": [ActionButton(label="\0", action_type=ACTION_TYPE_URL, url="https://a.example")]}),
        ("event.recipient_hint.display_hint", {"recipient_hint": RecipientHint(display_hint="a\0")}),
    ],
)
async def test_a_nul_is_a_fault_wherever_it_stands(path: str, fields: dict[str, object], tenant: Tenant) -> None:
    assert (path, "must not contain a NUL character") in await faults_of(tenant, an_event(**fields))


@pytest.mark.parametrize(
    "url", ["https://a.example", "https://a.example:8443/x?tab=tokens&keys=1#token=2", "HTTPS://A.example/?x=password"]
)
async def test_a_link_without_credentials_is_accepted(url: str, tenant: Tenant) -> None:
    assert await is_accepted(tenant, an_event(external_url=url))


@pytest.mark.parametrize(
    "url", ["", "http://a.example", "javascript:alert(1)", "//a.example", "https:", "https://", "https:///x", "a.example"]
)
async def test_a_link_must_be_https_and_name_a_host(url: str, tenant: Tenant) -> None:
    assert await faults_of(tenant, an_event(external_url=url)) == [("event.external_url", NO_LINK)]


@pytest.mark.parametrize("url", ["https://me@a.example", "https://me:pw@a.example/x", "https://@a.example", "https://a.example;@b.example"])
async def test_a_link_must_not_carry_user_info(url: str, tenant: Tenant) -> None:
    assert await faults_of(tenant, an_event(external_url=url)) == [("event.external_url", "must not contain user info")]


@pytest.mark.parametrize(
    "name", ["token", "access_token", "api_key", "apikey", "key", "secret", "client_secret", "password", "sig", "signature"]
)
async def test_a_link_must_not_carry_a_credential_in_its_query(name: str, tenant: Tenant) -> None:
    fault = ("event.external_url", f"must not carry the query parameter {name}")
    for query in (f"{name}=x", f"a=1&{name.upper()}=x", name, f"%{ord(name[0]):02x}{name[1:]}=x"):
        assert await faults_of(tenant, an_event(external_url=f"https://a.example/?{query}")) == [fault], query


@pytest.mark.parametrize("url", ["https://[", "https://[::1"])
async def test_what_is_no_url_at_all_is_a_fault(url: str, tenant: Tenant) -> None:
    assert await faults_of(tenant, an_event(external_url=url)) == [("event.external_url", "is not a URL")]


@pytest.mark.parametrize("url", ["http://a.example", "https://", "javascript:alert(1)"])
async def test_a_button_opens_https_only(url: str, tenant: Tenant) -> None:
    button = ActionButton(label="Open", action_type=ACTION_TYPE_URL, url=url)
    assert await faults_of(tenant, an_event(actions=[button])) == [("event.actions[0].url", NO_LINK)]


@pytest.mark.parametrize("url", ["https://localhost/x", "https://LOCALHOST", "https://localhost.:8443", "https://a.localhost"])
async def test_a_button_calls_back_no_localhost(url: str, tenant: Tenant) -> None:
    button = ActionButton(label="Retry", action_type=ACTION_TYPE_WEBHOOK, webhook_url=url)
    assert await faults_of(tenant, an_event(actions=[button])) == [("event.actions[0].webhook_url", "must not be localhost")]


@pytest.mark.parametrize(("kind", "path"), [(ACTION_TYPE_URL, "url"), (ACTION_TYPE_WEBHOOK, "webhook_url")])
async def test_a_button_needs_the_address_of_its_type(kind: int, path: str, tenant: Tenant) -> None:
    button = ActionButton(label="Go", action_type=kind)  # pyright: ignore[reportArgumentType]  # an enum's number
    assert await faults_of(tenant, an_event(actions=[button])) == [(f"event.actions[0].{path}", "is required for this action_type")]


@pytest.mark.parametrize(("recipient", "text"), [(to_email("nobody"), "must be an e-mail address"), (to_user("someone"), "must be a UUID")])
async def test_a_recipient_is_what_its_type_says(recipient: EventRecipient, text: str, tenant: Tenant) -> None:
    assert await faults_of(tenant, an_event(recipient=recipient)) == [("event.recipient.value", text)]


async def test_recipient_and_recipient_hint_exclude_each_other(tenant: Tenant) -> None:
    event = an_event(recipient=to_email(tenant.employee.email), recipient_hint=RecipientHint(display_hint="Erin"))
    assert await faults_of(tenant, event) == [("event.recipient", "excludes recipient_hint")]


@pytest.mark.parametrize("url", ["https://a.example/\nx", " https://a.example", "https://exa\nmple.com", "https://a.example:port/"])
async def test_a_link_is_what_is_checked(url: str, tenant: Tenant) -> None:
    assert [path for path, _ in await faults_of(tenant, an_event(external_url=url))] == ["event.external_url"]


@pytest.mark.parametrize("event_type", ["fd1..", "fd1..x", "fd1. ", "fd1.\n"])
async def test_a_segment_is_not_empty(event_type: str, tenant: Tenant) -> None:
    assert [path for path, _ in await faults_of(tenant, an_event(event_type=event_type))] == ["event.event_type"]


async def test_a_buttons_url_is_https_whatever_its_type(tenant: Tenant) -> None:
    button = ActionButton(label="Go", action_type=ACTION_TYPE_WEBHOOK, webhook_url="https://a.example", url="javascript:alert(1)")
    assert [path for path, _ in await faults_of(tenant, an_event(actions=[button]))] == ["event.actions[0].url"]


@pytest.mark.parametrize("host", ["localhost%2e", "\uff4cocalhost", "localhost\u3002", "LOCALHOST.", "a.localhost"])
async def test_a_callback_never_goes_to_localhost_in_any_spelling(host: str, tenant: Tenant) -> None:
    button = ActionButton(label="Go", action_type=ACTION_TYPE_WEBHOOK, webhook_url=f"https://{host}/")
    assert [path for path, _ in await faults_of(tenant, an_event(actions=[button]))] == ["event.actions[0].webhook_url"]

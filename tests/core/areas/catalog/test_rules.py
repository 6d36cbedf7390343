"""What categories are called."""

import pytest

from core.areas.catalog.rules import category_display


@pytest.mark.parametrize(
    ("category", "shown"),
    [
        (None, ""),
        ("", ""),
        ("llm-backend", "🤖 Paid AI Subscriptions"),
        ("network", "🔑 Access Credentials"),
        ("inbound-integration", "📥 Inbound Integrations"),
        ("outbound-integration", "📡 Outbound Webhooks"),
        ("mcp-agent", "🧠 MCP / Agent"),
        ("dev-environment", "🖥 Dev environment"),
        ("cross-border-comm", "📞 Cross-border Comms"),
        ("LLM-backend", "LLM-backend"),
        ("Infrastructure", "Infrastructure"),
    ],
)
def test_a_known_category_has_a_label_and_any_other_is_its_own(category: str | None, shown: str) -> None:
    assert category_display(category) == shown

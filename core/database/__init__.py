"""The one way to PostgreSQL: the embedded server, transactions per tenant, migrations and wake-ups."""

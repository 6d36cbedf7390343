"""Takes workers, the database and the way to it away from the running product, and counts what became of its webhooks."""

"""One folder per area: the conversation, the decisions and the SQL of one noun."""

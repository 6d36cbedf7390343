"""Users: who is let in, who acts on whom, and what becomes of credentials."""

"""The audit log: shown to admins, sealed into chains, and verified."""

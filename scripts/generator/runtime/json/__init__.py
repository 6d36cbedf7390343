"""Modules that are copied into gen/fluxdesk/json as they stand: the generated package writes its own __init__."""

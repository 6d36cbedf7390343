"""Modules that are copied into gen/fluxdesk as they stand: what generated code and its readers share."""

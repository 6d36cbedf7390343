"""Requests of employees for items of the catalog, and what became of them."""

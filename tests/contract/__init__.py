"""Tables over every RPC: what holds for one holds for all."""

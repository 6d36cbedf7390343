-- What an operator does at the command line runs as the system, across tenants.
GRANT UPDATE (is_active) ON users TO fluxdesk_system;

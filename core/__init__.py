"""The rules and the data of FluxDesk behind one pipeline."""

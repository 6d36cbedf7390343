"""Reads the declarations in proto/ and writes every surface's view of them into gen/."""

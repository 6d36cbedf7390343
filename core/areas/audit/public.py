"""What others may use of the audit log."""

from core.areas.audit.queries import ChainRow, list_chains
from core.areas.audit.rules import FIRST_NUMBER, Link, read_link
from core.areas.audit.verify import Verification, verify_chain

__all__ = ["FIRST_NUMBER", "ChainRow", "Link", "Verification", "list_chains", "read_link", "verify_chain"]

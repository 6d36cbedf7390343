"""What others may use of claims."""

from core.areas.claims.claim import Reachable, claim_missing

__all__ = ["Reachable", "claim_missing"]

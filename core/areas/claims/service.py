"""Claims tokens for employees on behalf of integrators."""

from fluxdesk.services import ClaimServiceServicer
from fluxdesk.v1.claims_pb2 import ClaimedToken, ClaimResult, ClaimTokenBatchRequest, ClaimTokenBatchResponse, ClaimTokenRequest

from core.areas.claims.claim import Claimed, claim_tokens
from core.database.rows import Db
from core.errors import Refusal
from core.rpc.call import Call


class ClaimService(ClaimServiceServicer[Call, Db]):
    """Claims give an integrator tokens for employees who were approved for an item that is linked to its tools-token."""

    async def ClaimToken(self, request: ClaimTokenRequest, call: Call) -> ClaimedToken:
        [outcome] = await claim_tokens(call, [request])
        if isinstance(outcome, Refusal):
            raise outcome
        return _message(outcome)

    async def ClaimTokenBatch(self, request: ClaimTokenBatchRequest, call: Call) -> ClaimTokenBatchResponse:
        outcomes = await claim_tokens(call, request.claims)
        results = [_result(claim.email, outcome) for claim, outcome in zip(request.claims, outcomes, strict=True)]
        return ClaimTokenBatchResponse(results=results, request_id=call.request_id)


def _result(email: str, outcome: Claimed | Refusal) -> ClaimResult:
    if isinstance(outcome, Refusal):
        return ClaimResult(email=email, ok=False, reason=outcome.reason.lower())
    return ClaimResult(email=email, ok=True, token=_message(outcome))


def _message(claimed: Claimed) -> ClaimedToken:
    message = ClaimedToken(token=claimed.token, token_id=str(claimed.family_id), owner_user_id=str(claimed.user_id))
    message.expires_prior_at.FromDatetime(claimed.expires_prior_at)
    return message

"""People who sign in by password, which takes no time here."""

from fluxdesk.v1.sessions_pb2 import GRANT_TYPE_PASSWORD, GRANT_TYPE_REFRESH_TOKEN, AccessToken, Credentials, IssueAccessTokenRequest
from fluxdesk.v1.sessions_pb2_grpc import SessionServiceStub

from core.server import Core
from tests.passwords import quickly_hashed

PASSWORD = "correct horse battery"
PHC = quickly_hashed(PASSWORD)


def by_password(email: str, password: str = PASSWORD) -> IssueAccessTokenRequest:
    return IssueAccessTokenRequest(grant_type=GRANT_TYPE_PASSWORD, credentials=Credentials(email=email, password=password))


def by_refresh_token(token: str) -> IssueAccessTokenRequest:
    return IssueAccessTokenRequest(grant_type=GRANT_TYPE_REFRESH_TOKEN, credentials=Credentials(refresh_token=token))


async def issue(core: Core, request: IssueAccessTokenRequest) -> AccessToken:
    return await SessionServiceStub(core.channel).IssueAccessToken(request)

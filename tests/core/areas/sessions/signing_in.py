"""People who sign in by password, which takes no time here: what is slow in earnest is told by the PHC string."""

import os

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from fluxdesk.v1.sessions_pb2 import GRANT_TYPE_PASSWORD, GRANT_TYPE_REFRESH_TOKEN, AccessToken, Credentials, IssueAccessTokenRequest
from fluxdesk.v1.sessions_pb2_grpc import SessionServiceStub

from core.server import Core

PASSWORD = "correct horse battery"
PHC = Argon2id(salt=os.urandom(16), length=32, iterations=1, lanes=1, memory_cost=8).derive_phc_encoded(PASSWORD.encode())


def by_password(email: str, password: str = PASSWORD) -> IssueAccessTokenRequest:
    return IssueAccessTokenRequest(grant_type=GRANT_TYPE_PASSWORD, credentials=Credentials(email=email, password=password))


def by_refresh_token(token: str) -> IssueAccessTokenRequest:
    return IssueAccessTokenRequest(grant_type=GRANT_TYPE_REFRESH_TOKEN, credentials=Credentials(refresh_token=token))


async def issue(core: Core, request: IssueAccessTokenRequest) -> AccessToken:
    return await SessionServiceStub(core.channel).IssueAccessToken(request)

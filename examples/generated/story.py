"""The client that openapi-python-client makes of the OpenAPI document, in use.

pip install openapi-python-client
openapi-python-client generate --path ../../docs/openapi.json --meta none --output-path support_access
"""

import os

from support_access import AuthenticatedClient, models
from support_access.api.access_check import introspect
from support_access.api.commands import execute_command, update_workspace
from support_access.api.history import read_events
from support_access.api.support_access import grant_support_access, log_in
from support_access.types import UNSET


class Refused(Exception):
    def __init__(self, problem: models.Problem):
        super().__init__(f"{problem.status} {problem.code}: {problem.detail}")
        self.problem = problem


def done(answer):
    """One place for every refusal of every call: each is a Problem, whatever its status."""
    if isinstance(answer, models.Problem):
        raise Refused(answer)
    return answer


def as_role(role: str) -> AuthenticatedClient:
    return AuthenticatedClient(base_url=os.environ["SUPPORT_URL"], token=os.environ[role], raise_on_unexpected_status=True)


crm, olivia, erin, audrey = (as_role(role) for role in ("SERVICE", "OWNER", "ENGINEER", "AUDITOR"))

acme = models.WorkspaceDescription(tier=models.Tier.BUSINESS, forced_sso=False, owner_ids=["olivia"])
done(update_workspace.sync("acme", client=crm, body=acme))

# A command says itself how it ended: that a rule refuses it is an answer, not a problem.
command = models.GrantSupportAccess(
    specversion="1.0",
    id="story-1",
    source="/crm",
    type_=models.GrantSupportAccessType.GRANTSUPPORTACCESS,
    data=models.GrantSupportAccessData(workspace_id="acme", actor=models.Actor(id="mallory")),
)
result = done(execute_command.sync(client=crm, body=command))
print(f"mallory: {result.outcome} {result.code}")

grant = done(grant_support_access.sync("acme", client=olivia, body=models.GrantTerms(duration_minutes=60)))
for workspace in ("acme", "globex"):
    try:
        done(grant_support_access.sync(workspace, client=olivia, body=models.GrantTerms()))
    except Refused as refused:
        print(f"{workspace}: {refused.problem.status} {refused.problem.code}")

login = done(log_in.sync("acme", client=erin, body=models.LoginTerms()))
answer = done(introspect.sync(client=crm, body=models.TokenQuestion(token=login.token)))
print(f"session: active={answer.active} {answer.act.sub} for {answer.sub}")

# Each event is of a kind of its own, by its type.
after = UNSET
while True:
    page = done(read_events.sync(client=audrey, after=after))
    for event in page.events:
        kind = getattr(models, event.type_)
        print(f"event: {kind.__name__} {kind.from_dict(event.to_dict()).data.workspace_id}")
    if page.caught_up:
        break
    after = page.next_

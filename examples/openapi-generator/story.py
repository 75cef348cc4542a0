"""The story, by the client that openapi-generator makes for Python."""

import os

import openapi_client as api


def client(role):
    configuration = api.Configuration(host=os.environ["SUPPORT_URL"], access_token=os.environ[role])
    return api.ApiClient(configuration)


crm, olivia, erin, audrey = (client(role) for role in ("SERVICE", "OWNER", "ENGINEER", "AUDITOR"))


def refused(call):
    """One handler for every problem of every call."""
    try:
        call()
    except api.ApiException as error:
        problem = api.Problem.from_json(error.body)
        return f"{error.status} {problem.status} {problem.code}"
    return "not refused"


acme = api.WorkspaceDescription(tier=api.Tier.BUSINESS, forced_sso=False, owner_ids=["olivia"])
api.CommandsApi(crm).update_workspace("acme", acme)

data = api.GrantSupportAccessData(workspace_id="acme", actor=api.Actor(id="mallory"))
command = api.GrantSupportAccess(specversion="1.0", id="story-1", source="/crm", type="GrantSupportAccess", data=data)
result = api.CommandsApi(crm).execute_command(command)
print(f"mallory: {result.outcome} {result.code.value}")

access = api.SupportAccessApi(olivia)
access.grant_support_access("acme", grant_terms=api.GrantTerms(duration_minutes=60))
print("acme:", refused(lambda: access.grant_support_access("acme")))
print("globex:", refused(lambda: access.grant_support_access("globex")))
print("terms:", refused(lambda: access.grant_support_access("acme", grant_terms=api.GrantTerms.model_construct(duration_minutes=0))))

login = api.SupportAccessApi(erin).log_in("acme")
session = api.AccessCheckApi(crm).introspect(login.token)
print(f"session: {session.active} {session.act.sub} for {session.sub}")

for event in api.HistoryApi(audrey).read_events().events:
    print(f"event: {type(event).__name__} {event.data.workspace_id}")

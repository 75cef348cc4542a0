// The client that oapi-codegen makes of the OpenAPI document, in use:
//
//	mkdir -p api && go tool oapi-codegen -config oapi-codegen.yaml ../../../docs/openapi.json
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"

	"example.com/support-access/api"
)

func as(role string) *api.Client {
	token := func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+os.Getenv(role))
		return nil
	}
	client, err := api.NewClient(os.Getenv("SUPPORT_URL"), api.WithRequestEditorFn(token))
	if err != nil {
		log.Fatal(err)
	}
	return client
}

// done is one place for every refusal of every call: each is a Problem, whatever its status.
func done[Answer any](response *http.Response, err error) (answer Answer, problem *api.Problem) {
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	var target any = &answer
	if response.StatusCode >= 400 {
		problem = &api.Problem{}
		target = problem
	}
	if err := json.NewDecoder(response.Body).Decode(target); err != nil {
		log.Fatal(err)
	}
	return answer, problem
}

func main() {
	ctx := context.Background()
	crm, olivia, erin, audrey := as("SERVICE"), as("OWNER"), as("ENGINEER"), as("AUDITOR")
	acme := api.WorkspaceDescription{Tier: api.TierBusiness, OwnerIds: []string{"olivia"}}
	done[api.Accepted](crm.UpdateWorkspace(ctx, "acme", nil, acme))

	// A command says itself how it ended: that a rule refuses it is an answer, not a problem.
	data := api.GrantSupportAccessData{WorkspaceId: "acme", Actor: api.Actor{Id: "mallory"}}
	command, _ := json.Marshal(api.GrantSupportAccess{Specversion: "1.0", Id: "story-1", Source: "/crm", Type: "GrantSupportAccess", Data: data})
	result, _ := done[api.CommandResult](crm.ExecuteCommandWithBody(ctx, nil, "application/cloudevents+json", bytes.NewReader(command)))
	fmt.Printf("mallory: %s %s\n", result.Outcome, *result.Code)

	minutes := 60
	done[api.Grant](olivia.GrantSupportAccess(ctx, "acme", nil, api.GrantTerms{DurationMinutes: &minutes}))
	for _, workspace := range []string{"acme", "globex"} {
		_, problem := done[api.Grant](olivia.GrantSupportAccess(ctx, workspace, nil, api.GrantTerms{}))
		fmt.Printf("%s: %d %s\n", workspace, problem.Status, problem.Code)
	}

	login, _ := done[api.Login](erin.LogIn(ctx, "acme", nil, api.LoginTerms{}))
	session, _ := done[api.Introspection](crm.IntrospectWithFormdataBody(ctx, api.TokenQuestion{Token: *login.Token}))
	fmt.Printf("session: active=%t %s for %s\n", session.Active, session.Act.Sub, *session.Sub)

	// Each event is of a kind of its own, by its type.
	page, _ := done[struct{ Events []json.RawMessage }](audrey.ReadEvents(ctx, &api.ReadEventsParams{}))
	for _, text := range page.Events {
		var event api.Event
		var granted api.SupportAccessGranted
		if err := json.Unmarshal(text, &event); err == nil && event.Type == api.EventTypeSupportAccessGranted {
			err = json.Unmarshal(text, &granted)
			fmt.Printf("event: %s %s until %s\n", event.Type, granted.Data.GrantId, granted.Data.ExpiresAt)
		}
	}
}

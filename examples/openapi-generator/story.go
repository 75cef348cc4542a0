// The story, by the client that openapi-generator makes for Go, in the folder beside it: see README.md.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"

	api "example.com/story/client"
)

func as(role string) *api.APIClient {
	configuration := api.NewConfiguration()
	configuration.Servers = api.ServerConfigurations{{URL: os.Getenv("SUPPORT_URL")}}
	configuration.AddDefaultHeader("Authorization", "Bearer "+os.Getenv(role))
	return api.NewAPIClient(configuration)
}

// done ends the story when a call that should succeed does not.
func done[Answer any](answer *Answer, response *http.Response, err error) *Answer {
	if err != nil {
		log.Fatal(err, " ", response)
	}
	return answer
}

// refused is one handler for every problem of every call.
func refused(response *http.Response, err error) string {
	var problem api.Problem
	if failed, isRefusal := err.(*api.GenericOpenAPIError); !isRefusal || json.Unmarshal(failed.Body(), &problem) != nil {
		log.Fatal("not refused: ", err)
	}
	return fmt.Sprintf("%d %d %s", response.StatusCode, problem.Status, problem.Code)
}

func main() {
	ctx := context.Background()
	crm, olivia, erin, audrey := as("SERVICE"), as("OWNER"), as("ENGINEER"), as("AUDITOR")
	acme := *api.NewWorkspaceDescription(api.TIER_BUSINESS, false, []string{"olivia"})
	done(crm.CommandsAPI.UpdateWorkspace(ctx, "acme").WorkspaceDescription(acme).Execute())

	// Go has no subtypes: what a kind has more than its base is among the additional properties.
	command := *api.NewCommand("1.0", "story-1", "/crm", "GrantSupportAccess")
	command.AdditionalProperties = map[string]any{"data": api.NewGrantSupportAccessData("acme", *api.NewActor("mallory"))}
	result := done(crm.CommandsAPI.ExecuteCommand(ctx).Command(command).Execute())
	fmt.Println("mallory:", result.Outcome, result.GetCode())

	access := olivia.SupportAccessAPI
	// A body that is not set goes out as `null`, which is no terms: empty ones do.
	hour, none, unset := *api.NewGrantTerms(), *api.NewGrantTerms(), *api.NewGrantTerms()
	hour.SetDurationMinutes(60)
	none.SetDurationMinutes(0)
	done(access.GrantSupportAccess(ctx, "acme").GrantTerms(hour).Execute())
	_, response, err := access.GrantSupportAccess(ctx, "acme").GrantTerms(unset).Execute()
	fmt.Println("acme:", refused(response, err))
	_, response, err = access.GrantSupportAccess(ctx, "globex").GrantTerms(unset).Execute()
	fmt.Println("globex:", refused(response, err))
	_, response, err = access.GrantSupportAccess(ctx, "acme").GrantTerms(none).Execute()
	fmt.Println("terms:", refused(response, err))

	login := done(erin.SupportAccessAPI.LogIn(ctx, "acme").LoginTerms(*api.NewLoginTerms()).Execute())
	session := done(crm.AccessCheckAPI.Introspect(ctx).Token(login.GetToken()).Execute())
	act := session.GetAct()
	fmt.Println("session:", session.Active, act.Sub, "for", session.GetSub())

	for _, event := range done(audrey.HistoryAPI.ReadEvents(ctx).Execute()).Events {
		text, _ := json.Marshal(event)
		var granted api.SupportAccessGranted
		if event.Type == api.EVENTTYPE_SUPPORT_ACCESS_GRANTED && json.Unmarshal(text, &granted) == nil {
			fmt.Println("granted until", granted.Data.ExpiresAt.UTC().Format("2006"))
		}
		fmt.Println("event:", event.Type, event.Subject)
	}
}

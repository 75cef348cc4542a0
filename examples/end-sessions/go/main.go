// Ends the product's own sessions as soon as Support Access says that a support session is over.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"

	"github.com/segmentio/kafka-go"
)

func env(name, fallback string) string { return cmp.Or(os.Getenv(name), fallback) }
func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := follow(ctx); err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
}

// follow returns when something fails: what is not committed comes again at the next start.
func follow(ctx context.Context) error {
	reader := kafka.NewReader(kafka.ReaderConfig{
		Brokers: strings.Split(env("KAFKA_BROKERS", "localhost:9092"), ","),
		Topic:   env("KAFKA_TOPIC_PREFIX", "") + "support-access.events",
		GroupID: env("KAFKA_GROUP_ID", "product-sessions"), StartOffset: kafka.FirstOffset,
	})
	defer reader.Close()
	for {
		message, err := reader.FetchMessage(ctx)
		if err == nil && typeOf(message) == "SupportSessionEnded" {
			err = end(env("PRODUCT_URL", "http://localhost:4000"), message.Value)
		}
		if err == nil {
			err = reader.CommitMessages(ctx, message)
		}
		if err != nil {
			return err
		}
	}
}

// typeOf is the type of a CloudEvent in binary mode.
func typeOf(message kafka.Message) string {
	for _, header := range message.Headers {
		if header.Key == "ce_type" {
			return string(header.Value)
		}
	}
	return ""
}

// end may be told of a session twice: events come at least once.
func end(product string, value []byte) error {
	var event struct{ SessionID, Cause string }
	if err := json.Unmarshal(value, &event); err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodDelete, product+"/sessions/"+url.PathEscape(event.SessionID), nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 && response.StatusCode != http.StatusNotFound {
		return fmt.Errorf("the product answered %s", response.Status)
	}
	fmt.Printf("ended %s (%s)\n", event.SessionID, event.Cause)
	return nil
}

import type { BuilderChoice, Framework } from './framework.ts';
import { forEachType } from './literal.ts';

function switchOnType({ eventTypes, payload }: Pick<BuilderChoice, 'eventTypes' | 'payload'>): string {
  const what =
    payload === 'thin' ? 'event.Data describes what happened' : 'event.Data.Raw is the object at the time of the event';
  const cases = forEachType('go', eventTypes, (type) => [
    `\tcase ${type}:`,
    `\t\t// Handle it here: ${what}, as JSON.`,
  ]);
  return `\t// Deliveries are at least once: insert event.ID into a table with a unique key, in the
\t// transaction of your own changes, and return nil here if it is already there.
\tswitch event.Type {
${cases}\tdefault:
\t\tlog.Printf("no handler for events of type %q", event.Type)
\t}
\treturn nil`;
}

const receive = (
  check: string,
  act: string,
): string => `// receive returns 2xx only if the event was handled. After any other status the delivery is retried.
func receive(w http.ResponseWriter, r *http.Request) {
	// The signature covers the exact bytes of the body, so read them before parsing.
	payload, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	if err != nil {
		http.Error(w, "the body could not be read", http.StatusBadRequest)
		return
	}
	signature := r.Header.Get("Stripe-Signature")
${check}
	if err != nil {
		log.Printf("rejected a delivery: %v", err)
		http.Error(w, "the signature is not valid", http.StatusBadRequest)
		return
	}
	if err := ${act}; err != nil {
		log.Printf("could not handle an event: %v", err)
		http.Error(w, "try again later", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusOK)
}`;

const main = (variables: string): string => `// maxBodyBytes is larger than the largest event.
const maxBodyBytes = 1 << 20

func main() {
	for _, name := range []string{${variables}} {
		if os.Getenv(name) == "" {
			log.Fatalf("%s is not set", name)
		}
	}
	http.HandleFunc("POST /webhook", receive)
	log.Fatal(http.ListenAndServe(":3000", nil))
}`;

const snapshot = (
  choice: Pick<BuilderChoice, 'eventTypes' | 'payload'>,
): string => `// Receives events at POST /webhook, verifies their signatures and handles them.
//
// WEBHOOK_SECRET is the signing secret of the destination, whsec_…
package main

import (
	"io"
	"log"
	"net/http"
	"os"

	"github.com/stripe/stripe-go/v87"
	"github.com/stripe/stripe-go/v87/webhook"
)

${main('"WEBHOOK_SECRET"')}

${receive(
  `	event, err := webhook.ConstructEventWithOptions(payload, signature, os.Getenv("WEBHOOK_SECRET"),
		// The platform has its own API versions.
		webhook.ConstructEventOptions{IgnoreAPIVersionMismatch: true})`,
  'handle(event)',
)}

// handle must return within seconds, or the attempt fails. Put longer work into a queue.
func handle(event stripe.Event) error {
	log.Printf("received %s %s", event.ID, event.Type)
${switchOnType(choice)}
}
`;

const thin = (
  choice: Pick<BuilderChoice, 'eventTypes' | 'payload'>,
): string => `// Receives thin events at POST /webhook, verifies their signatures, fetches their data and handles them.
//
// WEBHOOK_SECRET is the signing secret of the destination, whsec_…
// API_KEY has permission to read events, sk_… or rk_…; API_BASE_URL is the URL of the API, https://…
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/stripe/stripe-go/v87/webhook"
)

${main('"WEBHOOK_SECRET", "API_KEY", "API_BASE_URL"')}

// Event has the fields of a thin event and of the full event. Only the full event has data.
type Event struct {
	ID            string          \`json:"id"\`
	Type          string          \`json:"type"\`
	Data          json.RawMessage \`json:"data"\`
	RelatedObject *RelatedObject  \`json:"related_object"\`
}

// RelatedObject names the object that the event is about.
type RelatedObject struct {
	ID   string \`json:"id"\`
	Type string \`json:"type"\`
	URL  string \`json:"url"\`
}

${receive(
  `	err = webhook.ValidatePayload(payload, signature, os.Getenv("WEBHOOK_SECRET"))
	var notification Event
	if err == nil {
		err = json.Unmarshal(payload, &notification)
	}`,
  'handle(r.Context(), notification)',
)}

// handle must return within seconds, or the attempt fails. Put longer work into a queue.
func handle(ctx context.Context, notification Event) error {
	// A thin event contains only ids, so the handler fetches its data.
	event, err := fetchEvent(ctx, notification.ID)
	if err != nil {
		return err
	}
	log.Printf("received %s %s", event.ID, event.Type)
${switchOnType(choice)}
}

// fetchEvent returns the full event, with its data.
func fetchEvent(ctx context.Context, id string) (*Event, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	address := os.Getenv("API_BASE_URL") + "/v2/core/events/" + url.PathEscape(id)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("API_KEY"))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetching event %s: %s", id, response.Status)
	}
	var event Event
	if err := json.NewDecoder(response.Body).Decode(&event); err != nil {
		return nil, fmt.Errorf("fetching event %s: %w", id, err)
	}
	return &event, nil
}
`;

export const go: Framework = {
  id: 'go',
  label: 'Go, net/http',
  destinationType: 'webhook_endpoint',
  language: 'go',
  install: 'go mod init webhook && go get github.com/stripe/stripe-go/v87',
  run: 'go run .',
  generate(choice) {
    return [{ name: 'main.go', language: 'go', code: choice.payload === 'thin' ? thin(choice) : snapshot(choice) }];
  },
};

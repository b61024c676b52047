import type { BuilderChoice, Framework } from './framework.ts';
import { forEachType } from './literal.ts';

function switchOnType({ eventTypes, payload }: Pick<BuilderChoice, 'eventTypes' | 'payload'>): string {
  const what = payload === 'thin' ? 'event.Data has what happened' : 'event.Data.Raw is the object as it was then';
  const cases = forEachType('go', eventTypes, (type) => [
    `\tcase ${type}:`,
    `\t\t// Act on it here; ${what}, as JSON.`,
  ]);
  return `\t// Deliveries are at least once: insert event.ID into a table with a unique key, in the
\t// transaction of your own changes, and return nil here when it is there already.
\tswitch event.Type {
${cases}\tdefault:
\t\tlog.Printf("no handler for events of type %q", event.Type)
\t}
\treturn nil`;
}

const receive = (
  check: string,
  act: string,
): string => `// receive answers 2xx only when the event was handled; whatever else makes the delivery be tried again later.
func receive(w http.ResponseWriter, r *http.Request) {
	// The signature is over the very bytes that were sent, so they are read before they are parsed.
	payload, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	if err != nil {
		http.Error(w, "the body could not be read", http.StatusBadRequest)
		return
	}
	signature := r.Header.Get("Stripe-Signature")
${check}
	if err != nil {
		log.Printf("refused a delivery: %v", err)
		http.Error(w, "the signature does not fit", http.StatusBadRequest)
		return
	}
	if err := ${act}; err != nil {
		log.Printf("could not handle an event: %v", err)
		http.Error(w, "try again later", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusOK)
}`;

const main = (variables: string): string => `// maxBodyBytes is more than the largest event has.
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
): string => `// Receives events at POST /webhook, checks their signature and acts on them.
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
		// The platform's API versions are its own.
		webhook.ConstructEventOptions{IgnoreAPIVersionMismatch: true})`,
  'handle(event)',
)}

// handle has to end within seconds, or the attempt counts as failed: put longer work into a queue.
func handle(event stripe.Event) error {
	log.Printf("received %s %s", event.ID, event.Type)
${switchOnType(choice)}
}
`;

const thin = (
  choice: Pick<BuilderChoice, 'eventTypes' | 'payload'>,
): string => `// Receives thin events at POST /webhook, checks their signature, fetches their data and acts on them.
//
// WEBHOOK_SECRET is the signing secret of the destination, whsec_…
// API_KEY may read events, sk_… or rk_…; API_BASE_URL is where the API is, https://…
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

// Event is what a thin event and the whole event have in common; only the latter has data.
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

// handle has to end within seconds, or the attempt counts as failed: put longer work into a queue.
func handle(ctx context.Context, notification Event) error {
	// A thin event says only what happened to which object; its data is fetched.
	event, err := fetchEvent(ctx, notification.ID)
	if err != nil {
		return err
	}
	log.Printf("received %s %s", event.ID, event.Type)
${switchOnType(choice)}
}

// fetchEvent gets the whole event, with its data.
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

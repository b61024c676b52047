import type { Framework } from './framework.ts';
import { forEachType } from './literal.ts';

export const php: Framework = {
  id: 'php',
  label: 'PHP',
  destinationType: 'webhook_endpoint',
  language: 'php',
  install: 'composer require stripe/stripe-php',
  run: 'php -S localhost:3000 webhook.php',
  generate({ eventTypes, payload }) {
    const thin = payload === 'thin';
    const what = thin ? '$event->data has what happened' : '$event->data->object is the object as it was then';
    // In `switch ($event->type)`, which compares loosely, '1e3' would be '1000'.
    const cases = forEachType('php', eventTypes, (type) => [
      `        case $event->type === ${type}:`,
      `            // Act on it here; ${what}.`,
      '            break;',
    ]);
    const code = `<?php

// Receives events, checks their signature and acts on them.

declare(strict_types=1);

use Stripe\\Exception\\SignatureVerificationException;
use Stripe\\Exception\\UnexpectedValueException;
${thin ? 'use Stripe\\StripeClient;\nuse Stripe\\V2\\Core\\EventNotification;' : 'use Stripe\\Event;\nuse Stripe\\Webhook;'}

require __DIR__ . '/vendor/autoload.php';

// Until the event is handled: should anything fail below, the delivery is tried again later.
http_response_code(500);

function setting(string $name): string
{
    return getenv($name) ?: throw new RuntimeException("$name is not set");
}

/** Has to end within seconds, or the attempt counts as failed: put longer work into a queue. */
function handle(${thin ? 'EventNotification $notification' : 'Event $event'}): void
{
${
  thin
    ? `    // A thin event says only what happened to which object; its data is fetched.
    $event = $notification->fetchEvent();
`
    : ''
}    error_log("received $event->id $event->type");
    // Deliveries are at least once: insert $event->id into a table with a unique key, in the transaction
    // of your own changes, and return here when it is there already.
    switch (true) {
${cases}        default:
            error_log("no handler for events of type $event->type");
    }
}

// The signature is over the very bytes that were sent, so they are read before they are parsed.
$payload = file_get_contents('php://input');
$signature = $_SERVER['HTTP_STRIPE_SIGNATURE'] ?? '';
// The signing secret of the destination, whsec_…
$secret = setting('WEBHOOK_SECRET');
${
  thin
    ? `// A key that may read events, sk_… or rk_…, and where the API is, https://…
$client = new StripeClient(['api_key' => setting('API_KEY'), 'api_base' => setting('API_BASE_URL')]);
`
    : ''
}
try {
    ${thin ? '$notification = $client->parseEventNotification' : '$event = Webhook::constructEvent'}($payload, $signature, $secret);
} catch (SignatureVerificationException | UnexpectedValueException $error) {
    error_log('refused a delivery: ' . $error->getMessage());
    http_response_code(400);
    exit('the signature does not fit');
}

handle(${thin ? '$notification' : '$event'});
http_response_code(200);
`;
    return [{ name: 'webhook.php', language: 'php', code }];
  },
};

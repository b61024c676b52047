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
    const what = thin
      ? '$event->data describes what happened'
      : '$event->data->object is the object at the time of the event';
    // `switch ($event->type)` compares loosely: '1e3' would equal '1000'.
    const cases = forEachType('php', eventTypes, (type) => [
      `        case $event->type === ${type}:`,
      `            // Handle it here: ${what}.`,
      '            break;',
    ]);
    const code = `<?php

// Receives events, verifies their signatures and handles them.

declare(strict_types=1);

use Stripe\\Exception\\SignatureVerificationException;
use Stripe\\Exception\\UnexpectedValueException;
${thin ? 'use Stripe\\StripeClient;\nuse Stripe\\V2\\Core\\EventNotification;' : 'use Stripe\\Event;\nuse Stripe\\Webhook;'}

require __DIR__ . '/vendor/autoload.php';

// The response until the event is handled: if anything below fails, the delivery is retried.
http_response_code(500);

function setting(string $name): string
{
    return getenv($name) ?: throw new RuntimeException("$name is not set");
}

/** Must return within seconds, or the attempt fails. Put longer work into a queue. */
function handle(${thin ? 'EventNotification $notification' : 'Event $event'}): void
{
${
  thin
    ? `    // A thin event contains only ids, so the handler fetches its data.
    $event = $notification->fetchEvent();
`
    : ''
}    error_log("received $event->id $event->type");
    // Deliveries are at least once: insert $event->id into a table with a unique key, in the transaction
    // of your own changes, and return here if it is already there.
    switch (true) {
${cases}        default:
            error_log("no handler for events of type $event->type");
    }
}

// The signature covers the exact bytes of the body, so read them before parsing.
$payload = file_get_contents('php://input');
$signature = $_SERVER['HTTP_STRIPE_SIGNATURE'] ?? '';
// The signing secret of the destination, whsec_…
$secret = setting('WEBHOOK_SECRET');
${
  thin
    ? `// A key with permission to read events, sk_… or rk_…, and the URL of the API, https://…
$client = new StripeClient(['api_key' => setting('API_KEY'), 'api_base' => setting('API_BASE_URL')]);
`
    : ''
}
try {
    ${thin ? '$notification = $client->parseEventNotification' : '$event = Webhook::constructEvent'}($payload, $signature, $secret);
} catch (SignatureVerificationException | UnexpectedValueException $error) {
    error_log('rejected a delivery: ' . $error->getMessage());
    http_response_code(400);
    exit('the signature is not valid');
}

handle(${thin ? '$notification' : '$event'});
http_response_code(200);
`;
    return [{ name: 'webhook.php', language: 'php', code }];
  },
};

import type { Framework } from './framework.ts';
import { pythonCheck, pythonHandle, pythonSettings } from './python-parts.ts';

export const pythonFlask: Framework = {
  id: 'python-flask',
  label: 'Python, Flask',
  destinationType: 'webhook_endpoint',
  language: 'python',
  install: 'pip install flask stripe',
  run: 'flask --app webhook run --port 3000',
  generate(choice) {
    const thin = choice.payload === 'thin';
    const code = `"""Receives events at POST /webhook, verifies their signatures and handles them."""

import logging
import os

import stripe
from flask import Flask, request
${thin ? 'from stripe.v2.core import EventNotification\n' : ''}
logging.basicConfig(level=logging.INFO)
log = logging.getLogger(__name__)

${pythonSettings(choice.payload)}

app = Flask(__name__)


@app.post("/webhook")
def webhook():
    # The signature covers the exact bytes of the body, so read them before parsing.
    payload = request.get_data()
    signature = request.headers.get("Stripe-Signature", "")
    try:
        ${thin ? 'notification' : 'event'} = ${pythonCheck(choice.payload)}(payload, signature, WEBHOOK_SECRET)
    except (ValueError, TypeError, stripe.SignatureVerificationError) as error:
        # A malformed body is a ValueError. A header that is not ASCII is a TypeError.
        log.warning("rejected a delivery: %s", error)
        return "the signature is not valid", 400
    # If this fails, Flask returns 500 and the delivery is retried.
    handle(${thin ? 'notification' : 'event'})
    return "", 200


${pythonHandle(choice)}
`;
    return [{ name: 'webhook.py', language: 'python', code }];
  },
};

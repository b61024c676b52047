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
    const code = `"""Receives events at POST /webhook, checks their signature and acts on them."""

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
    # The signature is over the very bytes that were sent, so they are read before they are parsed.
    payload = request.get_data()
    signature = request.headers.get("Stripe-Signature", "")
    try:
        ${thin ? 'notification' : 'event'} = ${pythonCheck(choice.payload)}(payload, signature, WEBHOOK_SECRET)
    except (ValueError, TypeError, stripe.SignatureVerificationError) as error:
        # A body of another form is a ValueError, a header that is not ASCII is a TypeError.
        log.warning("refused a delivery: %s", error)
        return "the signature does not fit", 400
    # Should this fail, Flask answers 500 and the delivery is tried again later.
    handle(${thin ? 'notification' : 'event'})
    return "", 200


${pythonHandle(choice)}
`;
    return [{ name: 'webhook.py', language: 'python', code }];
  },
};

import type { Framework } from './framework.ts';
import { pythonCheck, pythonHandle, pythonSettings } from './python-parts.ts';

export const pythonFastApi: Framework = {
  id: 'python-fastapi',
  label: 'Python, FastAPI',
  destinationType: 'webhook_endpoint',
  language: 'python',
  install: 'pip install fastapi uvicorn stripe',
  run: 'uvicorn webhook:app --port 3000',
  generate(choice) {
    const thin = choice.payload === 'thin';
    const code = `"""Receives events at POST /webhook, verifies their signatures and handles them."""

import logging
import os
from typing import Annotated

import stripe
from fastapi import FastAPI, Header, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
${thin ? 'from stripe.v2.core import EventNotification\n' : ''}
logging.basicConfig(level=logging.INFO)
log = logging.getLogger(__name__)

${pythonSettings(choice.payload)}

app = FastAPI()


@app.post("/webhook")
async def webhook(
    request: Request,
    stripe_signature: Annotated[str, Header()] = "",
) -> dict[str, bool]:
    # The signature covers the exact bytes of the body, so read them before parsing.
    payload = await request.body()
    try:
        ${thin ? 'notification' : 'event'} = ${pythonCheck(choice.payload)}(payload, stripe_signature, WEBHOOK_SECRET)
    except (ValueError, TypeError, stripe.SignatureVerificationError) as error:
        # A malformed body is a ValueError. A header that is not ASCII is a TypeError.
        log.warning("rejected a delivery: %s", error)
        raise HTTPException(status_code=400, detail="the signature is not valid") from error
    # In a thread, so that it does not block other requests.
    # If this fails, FastAPI returns 500 and the delivery is retried.
    await run_in_threadpool(handle, ${thin ? 'notification' : 'event'})
    return {"received": True}


${pythonHandle(choice)}
`;
    return [{ name: 'webhook.py', language: 'python', code }];
  },
};

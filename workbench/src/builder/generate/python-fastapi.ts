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
    const code = `"""Receives events at POST /webhook, checks their signature and acts on them."""

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
    # The signature is over the very bytes that were sent, so they are read before they are parsed.
    payload = await request.body()
    try:
        ${thin ? 'notification' : 'event'} = ${pythonCheck(choice.payload)}(payload, stripe_signature, WEBHOOK_SECRET)
    except (ValueError, TypeError, stripe.SignatureVerificationError) as error:
        # A body of another form is a ValueError, a header that is not ASCII is a TypeError.
        log.warning("refused a delivery: %s", error)
        raise HTTPException(status_code=400, detail="the signature does not fit") from error
    # In a thread, so that other requests go on meanwhile.
    # Should this fail, FastAPI answers 500 and the delivery is tried again later.
    await run_in_threadpool(handle, ${thin ? 'notification' : 'event'})
    return {"received": True}


${pythonHandle(choice)}
`;
    return [{ name: 'webhook.py', language: 'python', code }];
  },
};

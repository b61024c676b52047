"""A thin event as it is delivered, and as it is fetched."""

import stripe


class Event(stripe.StripeObject):
    pass


class EventNotification:
    def __init__(self, parsed_body, client):
        # As in the library, a body without one of the first four raises KeyError.
        self.id = parsed_body["id"]
        self.object = parsed_body["object"]
        self.type = parsed_body["type"]
        self.created = parsed_body["created"]
        self.livemode = bool(parsed_body.get("livemode"))
        self._client = client

    def fetch_event(self):
        return Event(self._client._get(f"/v2/core/events/{self.id}"))

package com.stripe.model.v2.core;

import com.stripe.StripeClient;
import java.time.Instant;
import java.util.Map;
import standin.Json;

/** A thin event as it is delivered. As in stripe-java, this class itself has no public fetchEvent. */
public abstract class EventNotification {
  private final Map<String, String> members;

  private EventNotification(Map<String, String> members) {
    this.members = members;
  }

  public static EventNotification fromJson(String payload, StripeClient client) {
    Map<String, String> members = Json.members(payload);
    if (Json.string(members, "object").equals("event")) {
      throw new IllegalArgumentException("This is a snapshot event: use constructEvent.");
    }
    Instant.parse(Json.string(members, "created"));
    return new EventNotification(members) {};
  }

  public String getId() {
    return Json.string(members, "id");
  }

  public String getType() {
    return Json.string(members, "type");
  }
}

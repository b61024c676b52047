package com.stripe.model;

import java.util.Map;
import standin.Json;

/** A snapshot event, with the getters that the builder's handler uses. */
public class Event {
  private final Map<String, String> members;

  public Event(String json) {
    this.members = Json.members(json);
    if (Json.string(members, "object").equals("v2.core.event")) {
      throw new IllegalArgumentException("This is a thin event: use parseEventNotification.");
    }
  }

  public String getId() {
    return Json.string(members, "id");
  }

  public String getType() {
    return Json.string(members, "type");
  }

  public EventDataObjectDeserializer getDataObjectDeserializer() {
    return new EventDataObjectDeserializer(Json.members(members.get("data")).get("object"));
  }
}

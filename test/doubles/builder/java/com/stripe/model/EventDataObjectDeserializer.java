package com.stripe.model;

import standin.Json;

public class EventDataObjectDeserializer {
  private final String rawJson;

  EventDataObjectDeserializer(String rawJson) {
    // It has to be an object.
    Json.members(rawJson);
    this.rawJson = rawJson;
  }

  public String getRawJson() {
    return rawJson;
  }
}

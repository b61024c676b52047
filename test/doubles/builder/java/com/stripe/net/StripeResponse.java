package com.stripe.net;

public class StripeResponse {
  private final String body;

  public StripeResponse(String body) {
    this.body = body;
  }

  public final String body() {
    return body;
  }
}

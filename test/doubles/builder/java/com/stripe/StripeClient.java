package com.stripe;

import com.stripe.exception.ApiException;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.exception.StripeException;
import com.stripe.model.v2.core.EventNotification;
import com.stripe.net.ApiResource;
import com.stripe.net.StripeResponse;
import com.stripe.net.Webhook;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What the builder's handler uses of stripe-java, for a machine without it: a true check and true requests. */
public class StripeClient {
  private final String apiKey;
  private final String apiBase;

  private StripeClient(String apiKey, String apiBase) {
    this.apiKey = apiKey;
    this.apiBase = apiBase;
  }

  public static StripeClientBuilder builder() {
    return new StripeClientBuilder();
  }

  public EventNotification parseEventNotification(String payload, String sigHeader, String secret)
      throws SignatureVerificationException {
    Webhook.Signature.verifyHeader(payload, sigHeader, secret, Webhook.DEFAULT_TOLERANCE);
    return EventNotification.fromJson(payload, this);
  }

  public StripeResponse rawRequest(ApiResource.RequestMethod method, String relativeUrl, String content)
      throws StripeException {
    if (content != null) throw new IllegalArgumentException("content is not allowed for non-POST requests.");
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(apiBase + relativeUrl).toURL().openConnection(Proxy.NO_PROXY);
      connection.setRequestMethod(method.name());
      connection.setRequestProperty("Authorization", "Bearer " + apiKey);
      int status = connection.getResponseCode();
      try (InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        String body = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        if (status < 200 || status >= 300) throw new ApiException(relativeUrl + ": " + status + " " + body);
        return new StripeResponse(body);
      }
    } catch (IOException e) {
      throw new ApiException(e.toString());
    }
  }

  public static final class StripeClientBuilder {
    private String apiKey;
    private String apiBase;

    private StripeClientBuilder() {}

    public StripeClientBuilder setApiKey(String apiKey) {
      this.apiKey = apiKey;
      return this;
    }

    public StripeClientBuilder setApiBase(String address) {
      this.apiBase = address;
      return this;
    }

    public StripeClient build() {
      if (apiKey == null) throw new IllegalArgumentException("Use setApiKey to set the Stripe API key");
      return new StripeClient(apiKey, apiBase);
    }
  }
}

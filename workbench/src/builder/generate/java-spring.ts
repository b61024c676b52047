import type { Framework } from './framework.ts';
import { forEachType } from './literal.ts';

/** Creates a project with the generator of Spring and adds the library. */
const INSTALL = [
  'curl -s https://start.spring.io/starter.tgz -d type=gradle-project -d dependencies=web',
  '-d groupId=com.example -d artifactId=webhook -d name=webhook | tar -xzf -',
  `&& echo "dependencies { implementation 'com.stripe:stripe-java:33.3.0' }" >> build.gradle`,
].join(' ');

export const javaSpring: Framework = {
  id: 'java-spring',
  label: 'Java, Spring Boot',
  destinationType: 'webhook_endpoint',
  language: 'java',
  install: INSTALL,
  run: './gradlew bootRun',
  generate({ eventTypes, payload }) {
    const thin = payload === 'thin';
    const cases = forEachType('java', eventTypes, (type) => [
      `      case ${type}:`,
      `        // Handle it here: ${thin ? 'event is the full event' : 'object is the object at the time of the event'}, as JSON.`,
      '        break;',
    ]);
    const code = `package com.example.webhook;

${
  thin
    ? `import com.stripe.StripeClient;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.exception.StripeException;
import com.stripe.model.v2.core.EventNotification;
import com.stripe.net.ApiResource.RequestMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;`
    : `import com.stripe.exception.SignatureVerificationException;
import com.stripe.model.Event;
import com.stripe.net.Webhook;
import java.nio.charset.StandardCharsets;`
}
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Receives events at POST /webhook, verifies their signatures and handles them. */
@RestController
public class WebhookController {
  private static final Logger log = LoggerFactory.getLogger(WebhookController.class);

  private final String secret;
${thin ? '  private final StripeClient client;\n' : ''}
${
  thin
    ? `  /**
   * @param secret the signing secret of the destination, whsec_…
   * @param apiKey a key with permission to read events, sk_… or rk_…
   * @param apiBaseUrl the URL of the API, https://…
   */
  public WebhookController(
      @Value("\${WEBHOOK_SECRET}") String secret,
      @Value("\${API_KEY}") String apiKey,
      @Value("\${API_BASE_URL}") String apiBaseUrl) {
    this.secret = secret;
    this.client = StripeClient.builder().setApiKey(apiKey).setApiBase(apiBaseUrl).build();
  }`
    : `  /** @param secret the signing secret of the destination, whsec_… */
  public WebhookController(@Value("\${WEBHOOK_SECRET}") String secret) {
    this.secret = secret;
  }`
}

  @PostMapping("/webhook")
  public ResponseEntity<String> receive(
      @RequestBody byte[] body,
      @RequestHeader(name = "Stripe-Signature", defaultValue = "") String signature)${thin ? '\n      throws StripeException' : ''} {
    // The signature covers the exact bytes of the body, so read them before parsing.
    String payload = new String(body, StandardCharsets.UTF_8);
    ${thin ? 'EventNotification notification' : 'Event event'};
    try {
      ${thin ? 'notification = client.parseEventNotification' : 'event = Webhook.constructEvent'}(payload, signature, secret);
    } catch (SignatureVerificationException | RuntimeException e) {
      // A malformed header or body is a RuntimeException.
      log.warn("rejected a delivery: {}", e.toString());
      return ResponseEntity.badRequest().body("the signature is not valid");
    }
    // If this fails, Spring returns 500 and the delivery is retried.
${
  thin
    ? `    // A thin event contains only ids, so the handler fetches its data.
    String id = URLEncoder.encode(notification.getId(), StandardCharsets.UTF_8);
    String event = client.rawRequest(RequestMethod.GET, "/v2/core/events/" + id, null).body();
    handle(notification.getId(), notification.getType(), event);`
    : `    // The library has no class for the object of the platform, so it stays JSON.
    handle(event.getId(), event.getType(), event.getDataObjectDeserializer().getRawJson());`
}
    return ResponseEntity.ok("");
  }

  /** Must return within seconds, or the attempt fails. Put longer work into a queue. */
  private void handle(String id, String type, String ${thin ? 'event' : 'object'}) {
    log.info("received {} {}", id, type);
    // Deliveries are at least once: insert the id into a table with a unique key, in the transaction
    // of your own changes, and return here if it is already there.
    switch (type) {
${cases}      default:
        log.warn("no handler for events of type {}", type);
    }
  }
}
`;
    return [{ name: 'src/main/java/com/example/webhook/WebhookController.java', language: 'java', code }];
  },
};

import type { Framework } from './framework.ts';
import { forEachType } from './literal.ts';

/** A project of Spring's own generator, with the library added. */
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
      `        // Act on it here; ${thin ? 'event is the whole event' : 'object is the object as it was then'}, as JSON.`,
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

/** Receives events at POST /webhook, checks their signature and acts on them. */
@RestController
public class WebhookController {
  private static final Logger log = LoggerFactory.getLogger(WebhookController.class);

  private final String secret;
${thin ? '  private final StripeClient client;\n' : ''}
${
  thin
    ? `  /**
   * @param secret the signing secret of the destination, whsec_…
   * @param apiKey a key that may read events, sk_… or rk_…
   * @param apiBaseUrl where the API is, https://…
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
    // The signature is over the very bytes that were sent, so they are read before they are parsed.
    String payload = new String(body, StandardCharsets.UTF_8);
    ${thin ? 'EventNotification notification' : 'Event event'};
    try {
      ${thin ? 'notification = client.parseEventNotification' : 'event = Webhook.constructEvent'}(payload, signature, secret);
    } catch (SignatureVerificationException | RuntimeException e) {
      // A header or body of another form is a RuntimeException.
      log.warn("refused a delivery: {}", e.toString());
      return ResponseEntity.badRequest().body("the signature does not fit");
    }
    // Should this fail, Spring answers 500 and the delivery is tried again later.
${
  thin
    ? `    // A thin event says only what happened to which object; its data is fetched.
    String id = URLEncoder.encode(notification.getId(), StandardCharsets.UTF_8);
    String event = client.rawRequest(RequestMethod.GET, "/v2/core/events/" + id, null).body();
    handle(notification.getId(), notification.getType(), event);`
    : `    // The object is the platform's own, of which the library has no class: it is taken as JSON.
    handle(event.getId(), event.getType(), event.getDataObjectDeserializer().getRawJson());`
}
    return ResponseEntity.ok("");
  }

  /** Has to end within seconds, or the attempt counts as failed: put longer work into a queue. */
  private void handle(String id, String type, String ${thin ? 'event' : 'object'}) {
    log.info("received {} {}", id, type);
    // Deliveries are at least once: insert the id into a table with a unique key, in the transaction
    // of your own changes, and return here when it is there already.
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

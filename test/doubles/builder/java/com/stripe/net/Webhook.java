package com.stripe.net;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.model.Event;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The check of a signature: as stripe-java does it, by HMAC-SHA256 and in constant time. */
public final class Webhook {
  public static final long DEFAULT_TOLERANCE = 300;

  private Webhook() {}

  public static Event constructEvent(String payload, String sigHeader, String secret)
      throws SignatureVerificationException {
    Signature.verifyHeader(payload, sigHeader, secret, DEFAULT_TOLERANCE);
    return new Event(payload);
  }

  public static final class Signature {
    private Signature() {}

    /** As in stripe-java, a header of another form may throw an unchecked exception. */
    public static boolean verifyHeader(String payload, String sigHeader, String secret, long tolerance)
        throws SignatureVerificationException {
      long timestamp = -1;
      List<String> signatures = new ArrayList<>();
      for (String item : sigHeader.split(",", -1)) {
        String[] parts = item.split("=", 2);
        if (parts[0].equals("t") && timestamp == -1) timestamp = Long.parseLong(parts[1]);
        if (parts[0].equals("v1")) signatures.add(parts[1]);
      }
      if (timestamp <= 0) {
        throw new SignatureVerificationException("Unable to extract timestamp and signatures from header", sigHeader);
      }
      byte[] expected = hmac(timestamp + "." + payload, secret).getBytes(StandardCharsets.UTF_8);
      if (signatures.stream().noneMatch(one -> MessageDigest.isEqual(expected, one.getBytes(StandardCharsets.UTF_8)))) {
        throw new SignatureVerificationException("No signatures found matching the expected signature", sigHeader);
      }
      if (timestamp < System.currentTimeMillis() / 1000 - tolerance) {
        throw new SignatureVerificationException("Timestamp outside the tolerance zone", sigHeader);
      }
      return true;
    }

    private static String hmac(String text, String secret) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}

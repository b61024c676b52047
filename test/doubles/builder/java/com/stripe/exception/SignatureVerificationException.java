package com.stripe.exception;

public class SignatureVerificationException extends StripeException {
  private static final long serialVersionUID = 2L;

  public SignatureVerificationException(String message, String sigHeader) {
    super(message);
  }
}

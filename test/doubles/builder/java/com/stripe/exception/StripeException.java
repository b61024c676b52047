package com.stripe.exception;

/** A checked exception, as in stripe-java. */
public abstract class StripeException extends Exception {
  private static final long serialVersionUID = 2L;

  protected StripeException(String message) {
    super(message);
  }
}

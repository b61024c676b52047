package com.stripe.exception;

/** Any answer of the API that is not a success. The library has a class for each kind. */
public class ApiException extends StripeException {
  private static final long serialVersionUID = 2L;

  public ApiException(String message) {
    super(message);
  }
}

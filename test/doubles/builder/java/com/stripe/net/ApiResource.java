package com.stripe.net;

public abstract class ApiResource {
  public enum RequestMethod {
    GET
  }
}

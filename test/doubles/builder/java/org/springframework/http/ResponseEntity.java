package org.springframework.http;

/** The two answers that the builder's handler gives. */
public class ResponseEntity<T> {
  final int status;
  final T body;

  private ResponseEntity(int status, T body) {
    this.status = status;
    this.body = body;
  }

  public static <T> ResponseEntity<T> ok(T body) {
    return new ResponseEntity<>(200, body);
  }

  public static BodyBuilder badRequest() {
    return new BodyBuilder() {
      @Override
      public <T> ResponseEntity<T> body(T body) {
        return new ResponseEntity<>(400, body);
      }
    };
  }

  public interface BodyBuilder {
    <T> ResponseEntity<T> body(T body);
  }
}

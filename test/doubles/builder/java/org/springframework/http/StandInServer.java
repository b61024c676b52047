package org.springframework.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * What Spring does for the one controller that the builder writes: makes it with values of the
 * environment, and calls its method by the annotations. It is in this package so that {@link
 * ResponseEntity} needs no public method which the real one lacks.
 */
public final class StandInServer {
  private final Object controller;
  private final Method method;
  private final String path;

  /** @param args the name of the controller's class; the port is PORT of the environment */
  public static void main(String[] args) throws Exception {
    StandInServer server = new StandInServer(Class.forName(args[0]));
    int port = Integer.parseInt(System.getenv("PORT"));
    HttpServer http = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    http.createContext("/", server::handle);
    http.setExecutor(Executors.newCachedThreadPool());
    http.start();
  }

  private StandInServer(Class<?> type) throws ReflectiveOperationException {
    annotation(type.getAnnotation(RestController.class), type);
    Constructor<?> constructor = one(type.getConstructors(), type);
    Object[] values = new Object[constructor.getParameterCount()];
    for (int i = 0; i < values.length; i++) values[i] = setting(constructor.getParameters()[i]);
    this.controller = constructor.newInstance(values);
    this.method = one(type.getDeclaredMethods(), PostMapping.class, type);
    this.path = method.getAnnotation(PostMapping.class).value()[0];
    if (method.getReturnType() != ResponseEntity.class) throw new IllegalStateException("This answers no ResponseEntity.");
    for (Parameter parameter : method.getParameters()) {
      boolean isBody = parameter.isAnnotationPresent(RequestBody.class);
      if (!isBody) annotation(parameter.getAnnotation(RequestHeader.class), parameter);
      Class<?> wanted = isBody ? byte[].class : String.class;
      if (parameter.getType() != wanted) throw new IllegalStateException(parameter + " should be a " + wanted);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (!exchange.getRequestURI().getPath().equals(path)) {
        answer(exchange, 404, "");
      } else if (!exchange.getRequestMethod().equals("POST")) {
        answer(exchange, 405, "");
      } else if (body.length == 0) {
        answer(exchange, 400, "");
      } else {
        call(exchange, body);
      }
    }
  }

  private void call(HttpExchange exchange, byte[] body) throws IOException {
    Parameter[] parameters = method.getParameters();
    Object[] values = new Object[parameters.length];
    for (int i = 0; i < values.length; i++) {
      RequestHeader header = parameters[i].getAnnotation(RequestHeader.class);
      String sent = header == null ? null : exchange.getRequestHeaders().getFirst(header.name());
      // An empty header counts as a missing one.
      values[i] = header == null ? body : sent == null || sent.isEmpty() ? header.defaultValue() : sent;
    }
    try {
      ResponseEntity<?> answer = (ResponseEntity<?>) method.invoke(controller, values);
      answer(exchange, answer.status, (String) answer.body);
    } catch (InvocationTargetException e) {
      e.getCause().printStackTrace();
      answer(exchange, 500, "Internal Server Error");
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) exchange.getResponseBody().write(bytes);
  }

  /** The value of ${NAME}: without it, a program of Spring does not start. */
  private static String setting(Parameter parameter) {
    String name = annotation(parameter.getAnnotation(Value.class), parameter).value();
    if (!name.matches("\\$\\{[A-Z_]+\\}")) throw new IllegalStateException(name + " should be ${NAME}.");
    String value = System.getenv(name.substring(2, name.length() - 1));
    if (value == null) throw new IllegalStateException("Could not resolve placeholder " + name);
    return value;
  }

  private static <A extends Annotation> A annotation(A found, Object on) {
    if (found == null) throw new IllegalStateException("An annotation is missing on " + on);
    return found;
  }

  private static Method one(Method[] methods, Class<? extends Annotation> with, Class<?> of) {
    Method[] found =
        Arrays.stream(methods).filter(method -> method.isAnnotationPresent(with)).toArray(Method[]::new);
    return one(found, of);
  }

  private static <T> T one(T[] found, Class<?> of) {
    if (found.length != 1) throw new IllegalStateException("There should be one, not " + found.length + ", in " + of);
    return found[0];
  }
}

package standin;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads JSON as far as the stand-ins need it; a text that is not JSON throws. */
public final class Json {
  private final String text;
  private int at = 0;

  private Json(String text) {
    this.text = text;
  }

  /** The members of an object: by name, the JSON of each. */
  public static Map<String, String> members(String object) {
    Json json = new Json(object);
    Map<String, String> members = json.object();
    json.end();
    return members;
  }

  /** The value of a member that has to be a string. */
  public static String string(Map<String, String> members, String name) {
    String raw = members.get(name);
    if (raw == null) throw new IllegalArgumentException("There is no " + name + ".");
    Json json = new Json(raw);
    String value = json.string();
    json.end();
    return value;
  }

  private Map<String, String> object() {
    Map<String, String> members = new LinkedHashMap<>();
    take('{');
    if (next() != '}') {
      do {
        next();
        String name = string();
        next();
        take(':');
        next();
        int start = at;
        value();
        members.put(name, text.substring(start, at));
      } while (another());
    }
    take('}');
    return members;
  }

  private void array() {
    take('[');
    if (next() != ']') {
      do {
        next();
        value();
      } while (another());
    }
    take(']');
  }

  private void value() {
    switch (next()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      default -> {
        int start = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) at++;
        String word = text.substring(start, at);
        if (!word.matches("true|false|null|-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) throw fault();
      }
    }
  }

  private String string() {
    StringBuilder value = new StringBuilder();
    take('"');
    while (peek() != '"') {
      char c = text.charAt(at++);
      if (c < ' ') throw fault();
      value.append(c == '\\' ? escaped() : c);
    }
    take('"');
    return value.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    int plain = "\"\\/bfnrt".indexOf(c);
    if (plain >= 0) return "\"\\/\b\f\n\r\t".charAt(plain);
    if (c != 'u' || at + 4 > text.length() || !text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) throw fault();
    at += 4;
    return (char) Integer.parseInt(text.substring(at - 4, at), 16);
  }

  private boolean another() {
    if (next() != ',') return false;
    at++;
    return true;
  }

  /** Goes on to what is not a space. */
  private char next() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    return peek();
  }

  private char peek() {
    if (at >= text.length()) throw fault();
    return text.charAt(at);
  }

  private void take(char wanted) {
    if (next() != wanted) throw fault();
    at++;
  }

  private void end() {
    if (!text.substring(at).isBlank()) throw fault();
  }

  private IllegalArgumentException fault() {
    return new IllegalArgumentException("This is not JSON at " + at + ".");
  }
}

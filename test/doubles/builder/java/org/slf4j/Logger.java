package org.slf4j;

/** The overloads that the builder's handler calls. */
public interface Logger {
  void info(String format, Object first, Object second);

  void warn(String format, Object argument);
}

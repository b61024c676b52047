package org.slf4j;

public final class LoggerFactory {
  private LoggerFactory() {}

  /** A logger that prints. */
  public static Logger getLogger(Class<?> of) {
    return new Logger() {
      @Override
      public void info(String format, Object first, Object second) {
        print("INFO", format, first, second);
      }

      @Override
      public void warn(String format, Object argument) {
        print("WARN", format, argument);
      }

      private void print(String level, String format, Object... values) {
        System.out.printf(level + " " + of.getName() + " - " + format.replace("{}", "%s") + "%n", values);
      }
    };
  }
}

/** Choices of event types that a handler has to be right for. */

/** Each tries to end a literal or a comment, or to be more than text, in one of the languages. */
const HOSTILE = [
  `it's "quoted" \`here\``,
  'back\\slash\\',
  '\\u0022\\x22',
  'line\nfeed\r\n\ttab',
  'nul\0bell\x07delete\x7fnext\x85',
  '\u2028separators\u2029',
  '\u202eright to left\u202c \ufeff\u200b\u00a0',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is to stay text
  '${injected} #{injected} {$injected} $injected %s {0}',
  '*/ // # -- <?php ?> """ \'\'\' <!-- </script>',
  'größer.発送.🚚.👩‍🚀',
  '',
];

export const EVENT_TYPES: Readonly<Record<string, readonly string[]>> = {
  'no event type': [],
  'one event type': ['invoice.paid'],
  'forty event types': Array.from({ length: 40 }, (_, index) => `order.step_${index}.done`),
  'names of any characters': HOSTILE,
};

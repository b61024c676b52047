import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useMessages } from '../../i18n/i18n.tsx';
import { Copy } from '../../shared/copy.tsx';
import { JsonView } from '../../shared/json-view.tsx';
import { firstLines, MAX_COLOURED, pretty } from './json-text.ts';
import { payloadMessages } from './messages.ts';

/** JSON of any size: coloured, or when it is large a beginning of it as plain text. */
export function PayloadJson({ value, label }: { value: unknown; label: string }) {
  const t = useMessages(payloadMessages);
  const [all, setAll] = useState(false);
  const whole = pretty(value);
  if (whole.length <= MAX_COLOURED) return <JsonView value={value} label={label} />;
  const { text, rest } = firstLines(whole, all ? Number.POSITIVE_INFINITY : MAX_COLOURED);
  return (
    <SpaceBetween size="xs">
      <Copy variant="button" text={whole} label={t('copy_all')} />
      <section aria-label={label}>
        <Box variant="code" display="block">
          <pre className="workbench-code">{text}</pre>
        </Box>
      </section>
      {rest > 0 && <Button onClick={() => setAll(true)}>{t('more_lines', { count: rest })}</Button>}
    </SpaceBetween>
  );
}

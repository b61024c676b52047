import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { Copy } from './copy.tsx';
import { firstLines, MAX_COLOURED } from './json-text.ts';
import { sharedMessages } from './messages.ts';

/** A text that is too long to be coloured: plain, its beginning first. @param copied where that is not what is shown */
export function LongText({ text: whole, label, copied = whole }: { text: string; label: string; copied?: string }) {
  const t = useMessages(sharedMessages);
  const [all, setAll] = useState(false);
  const { text, rest } = firstLines(whole, all ? Number.POSITIVE_INFINITY : MAX_COLOURED);
  return (
    <SpaceBetween size="xs">
      <Copy variant="button" text={copied} label={t('copy_all')} />
      <section aria-label={label}>
        <Box variant="code" display="block">
          <pre className="workbench-code">{text}</pre>
        </Box>
      </section>
      {rest > 0 && <Button onClick={() => setAll(true)}>{t('more_lines', { count: rest })}</Button>}
    </SpaceBetween>
  );
}

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { Copy } from './copy.tsx';
import { firstLines, MAX_HIGHLIGHTED } from './json-text.ts';
import { sharedMessages } from './messages.ts';

/** Shows the start of a long text without highlighting. @param copied text to copy, when it differs from the shown text */
export function LongText({
  text: fullText,
  label,
  copied = fullText,
}: {
  text: string;
  label: string;
  copied?: string;
}) {
  const t = useMessages(sharedMessages);
  const [all, setAll] = useState(false);
  const { text, rest } = firstLines(fullText, all ? Number.POSITIVE_INFINITY : MAX_HIGHLIGHTED);
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

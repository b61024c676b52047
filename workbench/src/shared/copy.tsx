import CopyToClipboard, { type CopyToClipboardProps } from '@cloudscape-design/components/copy-to-clipboard';
import { useMessages } from '../i18n/i18n.tsx';
import { sharedMessages } from './messages.ts';

/** Copies a text. The variant `inline` also shows it. */
export function Copy({
  text,
  label,
  variant = 'inline',
}: { text: string; label?: string } & Pick<CopyToClipboardProps, 'variant'>) {
  const t = useMessages(sharedMessages);
  const button = (
    <CopyToClipboard
      variant={variant}
      copyButtonText={label ?? t('copy')}
      copyButtonAriaLabel={label ?? t('copy')}
      copySuccessText={t('copied')}
      copyErrorText={t('copy_failed')}
      textToCopy={text}
    />
  );
  return variant === 'inline' ? <span className="workbench-copy">{button}</span> : button;
}

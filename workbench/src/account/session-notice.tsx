import Alert from '@cloudscape-design/components/alert';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { useNow } from '../shared/hooks/use-now.ts';
import { shellMessages } from '../shell/messages.ts';
import { useSession } from './session.tsx';

const MINUTE_MS = 60_000;

/** Shows the account and the expiry of a session that was opened by a link, and whether it is read-only. */
export function SessionNotice() {
  const t = useMessages(shellMessages);
  const { formats } = useI18n();
  const { credential } = useSession();
  const now = useNow(MINUTE_MS);
  const { expires_at, read_only, is_platform, account, account_name } = credential;
  if (expires_at === null && !read_only) return null;
  return (
    <Alert type={read_only ? 'warning' : 'info'}>
      {read_only ? t('read_only') : ''} {/* For the platform, the header shows the account. */}
      {is_platform ? '' : t('shows', { account: account_name ?? account })}{' '}
      {/* The clock of the browser can be wrong, so it does not decide that a session has expired. */}
      {expires_at === null || expires_at * 1000 <= now
        ? ''
        : t('expires', { when: formats.relative(expires_at * 1000, now) })}
    </Alert>
  );
}

import CodeView from '@cloudscape-design/code-view/code-view';
import javascript from '@cloudscape-design/code-view/highlight/javascript';
import sh from '@cloudscape-design/code-view/highlight/sh';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Tabs from '@cloudscape-design/components/tabs';
import { useSession } from '../account/session.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { Copy } from '../shared/copy.tsx';
import { asCurl, asSdk, type BuiltCall } from './build-call.ts';
import { explorerMessages } from './messages.ts';
import type { Operation } from './operations.ts';

/** Shows the call of the form as code. */
export function CallCode({ operation, call }: { operation: Operation; call: BuiltCall }) {
  const t = useMessages(explorerMessages);
  const { account, credential } = useSession();
  const acting = account === credential.account ? undefined : account;
  const curl = asCurl(call, location.origin, acting);
  const sdk = asSdk(operation, call, location.origin, acting);
  const view = (text: string, label: string, highlight: typeof sh) => (
    <CodeView
      content={text}
      ariaLabel={label}
      highlight={highlight}
      wrapLines
      actions={<Copy variant="icon" text={text} />}
    />
  );
  return (
    <Container
      header={
        <Header variant="h2" description={t('key_hint')}>
          {t('code')}
        </Header>
      }
    >
      <Tabs
        tabs={[
          { id: 'curl', label: t('curl'), content: view(curl, t('curl'), sh) },
          { id: 'sdk', label: t('sdk'), content: view(sdk, t('sdk'), javascript) },
        ]}
      />
    </Container>
  );
}

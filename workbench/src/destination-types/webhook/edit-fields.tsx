import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useMessages } from '../../i18n/i18n.tsx';
import type { EditFieldsProps } from '../destination-type.ts';
import type { WebhookDraft } from './draft.ts';
import { webhookViewMessages } from './view-messages.ts';

export function WebhookEditFields({ target, change, errorFor }: EditFieldsProps<'webhook_endpoint', WebhookDraft>) {
  const t = useMessages(webhookViewMessages);
  return (
    <FormField label={t('url')} description={t('url_change')} errorText={errorFor('webhook_endpoint.url')} stretch>
      <Input
        value={target.url}
        type="url"
        inputMode="url"
        spellcheck={false}
        onChange={({ detail }) => change({ url: detail.value })}
      />
    </FormField>
  );
}

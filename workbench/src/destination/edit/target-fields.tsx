import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import type { EditField } from './edit-problems.ts';
import type { EditValues } from './edit-values.ts';
import { editMessages } from './messages.ts';

/** The URL of an endpoint, or bus and role of EventBridge. */
export function TargetFields({
  destination: { amazon_eventbridge },
  values: { url, busArn, roleArn },
  onChange,
  errorOf,
}: {
  destination: Destination;
  values: EditValues;
  onChange: (part: Partial<EditValues>) => void;
  errorOf: (field: EditField) => string;
}) {
  const t = useMessages(editMessages);
  if (url !== undefined) {
    return (
      <FormField label={t('url')} description={t('url_what')} errorText={errorOf('url')} stretch>
        <Input
          value={url}
          type="url"
          inputMode="url"
          spellcheck={false}
          onChange={({ detail }) => onChange({ url: detail.value })}
        />
      </FormField>
    );
  }
  if (!amazon_eventbridge || busArn === undefined) return <Box variant="p">{t('partner_what')}</Box>;
  const { aws_account_id, aws_region } = amazon_eventbridge;
  return (
    <SpaceBetween size="l">
      <FormField
        label={t('bus')}
        description={t('bus_what', { account: aws_account_id, region: aws_region })}
        errorText={errorOf('busArn')}
        stretch
      >
        <Input value={busArn} spellcheck={false} onChange={({ detail }) => onChange({ busArn: detail.value })} />
      </FormField>
      <FormField
        label={
          <>
            {t('role')} <i>- {t('optional')}</i>
          </>
        }
        description={t('role_what')}
        errorText={errorOf('roleArn')}
        stretch
      >
        <Input
          value={roleArn ?? ''}
          spellcheck={false}
          onChange={({ detail }) => onChange({ roleArn: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}

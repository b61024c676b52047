import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMessages } from '../../i18n/i18n.tsx';
import type { EditFieldsProps } from '../destination-type.ts';
import type { EventBridgeEdit } from './edit.ts';
import { eventbridgeViewMessages } from './view-messages.ts';

export function EventBridgeEditFields({
  destination: {
    amazon_eventbridge: { aws_account_id: account, aws_region: region },
  },
  target: { busArn, roleArn },
  change,
  errorFor,
}: EditFieldsProps<'amazon_eventbridge', EventBridgeEdit>) {
  const t = useMessages(eventbridgeViewMessages);
  if (busArn === undefined) return <Box variant="p">{t('partner_fixed')}</Box>;
  return (
    <SpaceBetween size="l">
      <FormField
        label={t('bus_arn')}
        description={t('bus_change', { account, region })}
        errorText={errorFor('amazon_eventbridge.event_bus_arn')}
        stretch
      >
        <Input value={busArn} spellcheck={false} onChange={({ detail }) => change({ busArn: detail.value })} />
      </FormField>
      <FormField
        label={
          <>
            {t('role_arn')} <i>- {t('optional')}</i>
          </>
        }
        description={t('role_change')}
        errorText={errorFor('amazon_eventbridge.role_arn')}
        stretch
      >
        <Input value={roleArn ?? ''} spellcheck={false} onChange={({ detail }) => change({ roleArn: detail.value })} />
      </FormField>
    </SpaceBetween>
  );
}

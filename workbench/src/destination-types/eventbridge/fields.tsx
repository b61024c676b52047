import Alert from '@cloudscape-design/components/alert';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMessages } from '../../i18n/i18n.tsx';
import type { FieldsProps } from '../destination-type.ts';
import type { EventBridgeDraft } from './draft.ts';
import { REGIONS } from './regions.ts';
import { eventbridgeViewMessages } from './view-messages.ts';

const OPTIONS = REGIONS.map((value) => ({ value }));

export function EventBridgeFields({ target, change, errorFor, validationStatus }: FieldsProps<EventBridgeDraft>) {
  const t = useMessages(eventbridgeViewMessages);
  return (
    <Container header={<Header variant="h2">{t('event_bus')}</Header>}>
      <SpaceBetween size="l">
        <Alert type="info" header={t('order')}>
          <ol>
            <li>{t('order_1')}</li>
            <li>{t('order_2')}</li>
            <li>{t('order_3')}</li>
          </ol>
        </Alert>
        <FormField
          label={t('account')}
          constraintText={t('account_hint')}
          errorText={errorFor('amazon_eventbridge.aws_account_id')}
        >
          <Input
            value={target.awsAccountId}
            inputMode="numeric"
            placeholder="123456789012"
            onChange={({ detail }) => change({ awsAccountId: detail.value })}
          />
        </FormField>
        <FormField
          label={t('region')}
          constraintText={t('region_hint')}
          errorText={errorFor('amazon_eventbridge.aws_region')}
        >
          <Autosuggest
            value={target.awsRegion}
            options={OPTIONS}
            placeholder="eu-west-1"
            enteredTextLabel={(value) => t('region_use', { value })}
            onChange={({ detail }) => change({ awsRegion: detail.value })}
          />
        </FormField>
        <FormField label={t('bus')}>
          <RadioGroup
            value={target.bus}
            items={[
              { value: 'default', label: t('bus_default'), description: t('bus_default_what') },
              { value: 'named', label: t('bus_named'), description: t('bus_named_what') },
            ]}
            onChange={({ detail }) => change({ bus: detail.value as EventBridgeDraft['bus'] })}
          />
        </FormField>
        {target.bus === 'named' && (
          <FormField label={t('bus_arn')} stretch errorText={errorFor('amazon_eventbridge.event_bus_arn')}>
            <Input
              value={target.busArn}
              spellcheck={false}
              placeholder="arn:aws:events:eu-west-1:123456789012:event-bus/orders"
              onChange={({ detail }) => change({ busArn: detail.value })}
            />
          </FormField>
        )}
        <FormField
          label={
            <>
              {t('role_arn')} <i>- {t('optional')}</i>
            </>
          }
          constraintText={t('role_hint')}
          stretch
          errorText={errorFor('amazon_eventbridge.role_arn')}
        >
          <Input
            value={target.roleArn}
            spellcheck={false}
            placeholder="arn:aws:iam::123456789012:role/events"
            onChange={({ detail }) => change({ roleArn: detail.value })}
          />
        </FormField>
        {validationStatus}
      </SpaceBetween>
    </Container>
  );
}

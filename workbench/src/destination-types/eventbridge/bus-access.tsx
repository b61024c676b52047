import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useState } from 'react';
import type { DestinationOf } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { Copy } from '../../shared/copy.tsx';
import { JsonView } from '../../shared/json-view.tsx';
import type { SetupProps } from '../destination-type.ts';
import { RoleField } from './role-field.tsx';
import { busPolicyTemplate, partnerSourcesUrl, roleTemplate } from './stack-template.ts';
import { StackTemplate } from './stack-template-view.tsx';
import { eventbridgeViewMessages } from './view-messages.ts';

type Bus = DestinationOf<'amazon_eventbridge'>['amazon_eventbridge'];

/** How to allow the platform to put events on the bus. The API returns the policies, which contain the destination's id. */
export function BusAccess({ destination: { id, amazon_eventbridge: bus } }: SetupProps<'amazon_eventbridge'>) {
  const t = useMessages(eventbridgeViewMessages);
  const { aws_region: region, role_quick_create_url: link } = bus;
  const [tab, setTab] = useState(bus.role_arn === null && link === null ? 'policy' : 'role');
  const busTemplate = busPolicyTemplate(bus);
  const templateOfRole = roleTemplate(bus);
  // A partner of EventBridge needs no policy: the owner of the account associates the source with a bus instead.
  if (busTemplate === undefined && templateOfRole === undefined) return <PartnerSource bus={bus} />;
  return (
    <Container
      header={
        <Header variant="h2" description={t('access_what')}>
          {t('access')}
        </Header>
      }
    >
      <Tabs
        activeTabId={tab}
        onChange={({ detail }) => setTab(detail.activeTabId)}
        tabs={[
          {
            id: 'policy',
            label: t('by_policy'),
            content: (
              <SpaceBetween size="l">
                <Steps texts={[t('policy_1', { region }), t('send_test')]} />
                <Policy label={t('bus_policy')} value={bus.bus_policy} />
                {busTemplate && <StackTemplate name={`bus-policy-${id}`} template={busTemplate} region={region} />}
              </SpaceBetween>
            ),
          },
          {
            id: 'role',
            label: t('by_role'),
            content: (
              <SpaceBetween size="l">
                <Steps texts={[t(link === null ? 'role_1' : 'role_link', { region }), t('role_2'), t('send_test')]} />
                {link !== null && (
                  <Button
                    variant="primary"
                    href={link}
                    target="_blank"
                    rel="noreferrer"
                    external
                    i18nStrings={{ externalIconAriaLabel: t('external') }}
                  >
                    {t('role_create')}
                  </Button>
                )}
                <Policy label={t('trust_policy')} value={bus.role_trust_policy} />
                <Policy label={t('permissions')} value={bus.role_permissions} />
                {templateOfRole && <StackTemplate name={`role-${id}`} template={templateOfRole} region={region} />}
                <RoleField id={id} roleArn={bus.role_arn} />
              </SpaceBetween>
            ),
          },
        ]}
      />
    </Container>
  );
}

const Steps = ({ texts }: { texts: readonly string[] }) => (
  <ol>
    {texts.map((text) => (
      <li key={text}>{text}</li>
    ))}
  </ol>
);

const Policy = ({ label, value }: { label: string; value: unknown }) => (
  <SpaceBetween size="xxs">
    <Box variant="awsui-key-label">{label}</Box>
    <JsonView value={value} label={label} />
  </SpaceBetween>
);

function PartnerSource({ bus }: { bus: Bus }) {
  const t = useMessages(eventbridgeViewMessages);
  return (
    <Container header={<Header variant="h2">{t('partner')}</Header>}>
      <SpaceBetween size="m">
        <Box variant="p">{t('partner_what', { account: bus.aws_account_id, region: bus.aws_region })}</Box>
        {bus.aws_event_source_arn !== null && (
          <div>
            <Box variant="awsui-key-label">{t('partner_source')}</Box>
            <Copy text={bus.aws_event_source_arn} />
          </div>
        )}
        <Button href={partnerSourcesUrl(bus.aws_region)} target="_blank" external iconAlign="right">
          {t('partner_open')}
        </Button>
      </SpaceBetween>
    </Container>
  );
}

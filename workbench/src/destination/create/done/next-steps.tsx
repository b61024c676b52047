import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { Destination } from '../../../api/types.ts';
import { moduleOf } from '../../../destination-types/by-type.ts';
import { useMessages } from '../../../i18n/i18n.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { links } from '../../../shell/links.ts';
import { doneMessages } from './messages.ts';

export function NextSteps({ destination }: { destination: Destination }) {
  const t = useMessages(doneMessages);
  const steps = [
    // The builder's code verifies signatures.
    ...(moduleOf(destination).signingSecretOf ? [['to_builder', links.builder] as const] : []),
    ['to_destination', links.destination(destination.id)] as const,
    ['to_another', links.newDestination] as const,
  ];
  return (
    <Container header={<Header variant="h2">{t('next')}</Header>}>
      <ColumnLayout columns={steps.length} variant="text-grid">
        {steps.map(([name, href]) => (
          <div key={name}>
            <PageLink href={href} fontSize="heading-s">
              {t(name)}
            </PageLink>
            <Box variant="p" color="text-body-secondary">
              {t(`${name}_what`)}
            </Box>
          </div>
        ))}
      </ColumnLayout>
    </Container>
  );
}

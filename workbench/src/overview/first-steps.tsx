import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLocation } from 'wouter';
import { useSession } from '../account/session.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { links } from '../shell/links.ts';
import { overviewMessages } from './messages.ts';

const STEPS = ['create', 'send', 'watch'] as const;

/** The overview of an account without destinations. */
export function FirstSteps() {
  const t = useMessages(overviewMessages);
  const { can } = useSession();
  const [, navigate] = useLocation();
  return (
    <Container header={<Header variant="h2">{t('welcome')}</Header>}>
      <SpaceBetween size="l">
        <Box variant="p">{t('welcome_what')}</Box>
        <ColumnLayout columns={3} variant="text-grid">
          {STEPS.map((step, index) => (
            <div key={step}>
              <Box variant="h3">{`${index + 1}. ${t(`first_${step}`)}`}</Box>
              <Box variant="p">{t(`first_${step}_what`)}</Box>
            </div>
          ))}
        </ColumnLayout>
        <Button
          variant="primary"
          disabled={!can('destinations:write')}
          disabledReason={t('create_forbidden')}
          onClick={() => navigate(links.newDestination)}
        >
          {t('create')}
        </Button>
      </SpaceBetween>
    </Container>
  );
}

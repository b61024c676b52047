import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSession } from '../account/session.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { PageLink } from '../shared/link.tsx';
import { links } from '../shell/links.ts';
import type { Step } from './checklist.ts';
import { overviewMessages } from './messages.ts';
import { PingButton } from './ping-button.tsx';

/** The health page lists the others. */
const MAX_LINKS = 3;

/** Explains a step and offers its action. */
export function StepDetails({ step: { name, destinations } }: { step: Step }) {
  const t = useMessages(overviewMessages);
  const { can } = useSession();
  const [first] = destinations;
  switch (name) {
    case 'create':
      return t('step_create_done');
    case 'deliver':
      return (
        <SpaceBetween size="xs">
          <Box variant="p" padding="n">
            {first ? t('step_deliver_what', { name: first.name }) : t('step_deliver_disabled')}
          </Box>
          {first ? (
            <PingButton destination={first} />
          ) : (
            <PageLink href={links.destinations}>{t('destination')}</PageLink>
          )}
        </SpaceBetween>
      );
    case 'recover':
      return (
        <>
          {t('step_recover_what')}{' '}
          {!can('deliveries:retry') && <PageLink href={links.health}>{t('to_health')}</PageLink>}
          {(can('deliveries:retry') ? destinations.slice(0, MAX_LINKS) : []).map(({ id, name: destinationName }) => (
            <div key={id}>
              <PageLink href={`${links.health}?recover=${encodeURIComponent(id)}`}>
                {t('recover', { name: destinationName })}
              </PageLink>
            </div>
          ))}
        </>
      );
    default:
      return (
        <>
          {t(`step_${name}_what`)} <PageLink href={links.health}>{t('to_health')}</PageLink>
        </>
      );
  }
}

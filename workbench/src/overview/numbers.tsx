import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Spinner from '@cloudscape-design/components/spinner';
import type { ReactNode } from 'react';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { PageLink } from '../shared/link.tsx';
import { links } from '../shell/links.ts';
import type { Figures } from './figures.ts';
import { overviewMessages } from './messages.ts';

/** Shows the account in numbers. @param settled false while data is loading */
export function Numbers({ figures, settled }: { figures: Figures; settled: boolean }) {
  const t = useMessages(overviewMessages);
  const { formats } = useI18n();
  const { enabled, disabled, disabledByPlatform, failing, delivered, failures, errorRate } = figures;
  const large = (value: ReactNode) => (
    <Box fontSize="heading-xl" fontWeight="bold">
      {value}
    </Box>
  );
  const loaded = (value: ReactNode) => (settled ? value : <Spinner />);
  return (
    <KeyValuePairs
      columns={3}
      minColumnWidth={140}
      items={[
        {
          label: t('enabled'),
          value: (
            <PageLink fontSize="heading-xl" href={links.destinations}>
              {formats.number(enabled)}
            </PageLink>
          ),
        },
        ...(disabled === 0
          ? []
          : [
              {
                label: t('disabled'),
                value: (
                  <>
                    {large(formats.number(disabled))}
                    {disabledByPlatform > 0 && (
                      <Box variant="small" color="text-status-error">
                        {t('disabled_by_platform', { count: disabledByPlatform })}
                      </Box>
                    )}
                  </>
                ),
              },
            ]),
        {
          label: t('failing'),
          value: loaded(
            failing === 0 ? (
              large(t('none_failing'))
            ) : (
              <PageLink fontSize="heading-xl" href={links.health}>
                {formats.number(failing)}
              </PageLink>
            ),
          ),
        },
        { label: t('delivered'), value: loaded(large(formats.number(delivered))) },
        { label: t('failures'), value: loaded(large(formats.number(failures))) },
        {
          label: t('error_rate'),
          value: loaded(errorRate === undefined ? t('no_attempts') : large(formats.percent(errorRate))),
        },
      ]}
    />
  );
}

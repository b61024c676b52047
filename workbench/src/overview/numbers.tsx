import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Spinner from '@cloudscape-design/components/spinner';
import type { ReactNode } from 'react';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { PageLink } from '../shared/link.tsx';
import { links } from '../shell/links.ts';
import type { Figures } from './figures.ts';
import { overviewMessages } from './messages.ts';

/** The account in numbers. @param settled false while more is being asked for */
export function Numbers({ figures, settled }: { figures: Figures; settled: boolean }) {
  const t = useMessages(overviewMessages);
  const { formats } = useI18n();
  const { enabled, disabled, cutOff, failing, delivered, failures, errorRate } = figures;
  const large = (value: ReactNode) => (
    <Box fontSize="heading-xl" fontWeight="bold">
      {value}
    </Box>
  );
  const asked = (value: ReactNode) => (settled ? value : <Spinner />);
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
                    {cutOff > 0 && (
                      <Box variant="small" color="text-status-error">
                        {t('cut_off', { count: cutOff })}
                      </Box>
                    )}
                  </>
                ),
              },
            ]),
        {
          label: t('failing'),
          value: asked(
            failing === 0 ? (
              large(t('none_failing'))
            ) : (
              <PageLink fontSize="heading-xl" href={links.health}>
                {formats.number(failing)}
              </PageLink>
            ),
          ),
        },
        { label: t('delivered'), value: asked(large(formats.number(delivered))) },
        { label: t('failures'), value: asked(large(formats.number(failures))) },
        {
          label: t('error_rate'),
          value: asked(errorRate === undefined ? t('nothing') : large(formats.percent(errorRate))),
        },
      ]}
    />
  );
}

import Spinner from '@cloudscape-design/components/spinner';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Steps, { type StepsProps } from '@cloudscape-design/components/steps';
import { useMessages } from '../i18n/i18n.tsx';
import type { Step } from './checklist.ts';
import { overviewMessages } from './messages.ts';
import { StepDetails } from './step-details.tsx';

const STATUS: Readonly<Record<Step['name'], StepsProps.Status>> = {
  create: 'pending',
  deliver: 'pending',
  failing: 'error',
  disabled: 'error',
  recover: 'warning',
};

/** Lists the next steps. @param settled false while more may follow */
export function NextSteps({ steps, settled }: { steps: readonly Step[]; settled: boolean }) {
  const t = useMessages(overviewMessages);
  if (steps.length === 0) {
    return settled ? (
      <>
        <StatusIndicator type="success">{t('all_done')}</StatusIndicator> {t('all_done_what')}
      </>
    ) : (
      <Spinner />
    );
  }
  return (
    <Steps
      ariaLabel={t('next')}
      steps={steps.map((step) => ({
        status: step.done ? 'success' : STATUS[step.name],
        statusIconAriaLabel: t(step.done ? 'step_done' : 'step_open'),
        header: t(`step_${step.name}`, { count: step.destinations.length }),
        details: <StepDetails step={step} />,
      }))}
    />
  );
}

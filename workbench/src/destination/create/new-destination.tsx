import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Wizard from '@cloudscape-design/components/wizard';
import type { ReactNode } from 'react';
import type { Destination } from '../../api/types.ts';
import { EventTypePicker } from '../../catalog/event-type-picker.tsx';
import { EventBridgeFields } from '../../destination-types/eventbridge/fields.tsx';
import { WebhookFields } from '../../destination-types/webhook/fields.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { useLeaveGuard } from '../../shared/hooks/use-leave-guard.ts';
import { LeaveModal } from '../../shared/leave-modal.tsx';
import { links } from '../../shell/links.ts';
import { isTouched } from './draft.ts';
import { createMessages } from './messages.ts';
import { Elsewhere } from './steps/elsewhere.tsx';
import { NameFields } from './steps/name-fields.tsx';
import { PayloadStep } from './steps/payload-step.tsx';
import { ReviewStep } from './steps/review-step.tsx';
import { SourceStep } from './steps/source-step.tsx';
import { TypeStep } from './steps/type-step.tsx';
import { STEPS, type StepId } from './steps.ts';
import { useDraft } from './use-draft.ts';
import { useNewDestination } from './use-new-destination.ts';
import { Verdict } from './verdict.tsx';

/** The steps from nothing to a destination. */
export function NewDestination({
  step,
  goTo,
  onCreated,
}: {
  step: StepId;
  goTo: (step: StepId) => void;
  onCreated: (destination: Destination) => void;
}) {
  const t = useMessages(createMessages);
  const drafting = useDraft();
  const making = useNewDestination({ drafting, step, goTo, onCreated });
  const guard = useLeaveGuard(isTouched(drafting.draft), ({ pathname }) => pathname === links.newDestination);
  if (making.isLoading) {
    return (
      <Box textAlign="center" padding="xxl">
        <Spinner size="large" />
      </Box>
    );
  }
  const { draft, change } = making.step;
  const verdict = <Verdict isChecking={making.validation.isChecking} isValid={making.isValid} />;
  const contents: Readonly<Record<StepId, ReactNode>> = {
    payload: <PayloadStep {...making.step} versions={making.versions} catalog={making.catalog} />,
    source: <SourceStep {...making.step} />,
    events: (
      <Container>
        <EventTypePicker
          value={draft.enabledEvents}
          apiVersion={making.inVersion}
          thin={draft.payload === 'thin'}
          errorText={making.step.errorFor('enabled_events')}
          onChange={(enabledEvents) => change({ enabledEvents })}
        />
      </Container>
    ),
    type: <TypeStep {...making.step} />,
    target: (
      <SpaceBetween size="l">
        {draft.type === 'webhook_endpoint' ? (
          <WebhookFields {...making.step} verdict={verdict} />
        ) : (
          <EventBridgeFields {...making.step} verdict={verdict} />
        )}
        <NameFields {...making.step} />
      </SpaceBetween>
    ),
    review: <ReviewStep draft={draft} request={making.request} goTo={goTo} />,
  };
  const descriptionOf = (one: StepId) =>
    one === 'target'
      ? t(draft.type === 'webhook_endpoint' ? 'target_webhook_description' : 'target_eventbridge_description')
      : t(`${one}_description`);
  return (
    <>
      <Wizard
        activeStepIndex={STEPS.indexOf(step)}
        submitButtonText={t('create')}
        isLoadingNextStep={making.isBusy}
        i18nStrings={{
          stepNumberLabel: (n) => t('step_n', { n }),
          collapsedStepsLabel: (n, count) => t('step_of', { n, count }),
          navigationAriaLabel: t('navigation'),
          cancelButton: t('cancel'),
          previousButton: t('previous'),
          nextButton: t('next'),
        }}
        steps={STEPS.map((one) => ({
          title: t(one),
          description: descriptionOf(one),
          ...(one === step && making.general !== undefined ? { errorText: making.general } : {}),
          content: one === step && (
            <SpaceBetween size="l">
              {making.loadError && <ErrorAlert error={making.loadError} onRetry={making.reload} />}
              {drafting.restored && (
                <Alert
                  type="info"
                  dismissible
                  onDismiss={drafting.noteRestored}
                  header={t('restored')}
                  action={
                    <Button
                      onClick={() => {
                        drafting.drop();
                        goTo('payload');
                      }}
                    >
                      {t('start_over')}
                    </Button>
                  }
                >
                  {t('restored_what')}
                </Alert>
              )}
              <Elsewhere problems={making.problems} here={one} goTo={goTo} />
              {contents[one]}
            </SpaceBetween>
          ),
        }))}
        onNavigate={({ detail }) => {
          const to = STEPS[detail.requestedStepIndex] ?? 'payload';
          if (detail.requestedStepIndex > STEPS.indexOf(step)) void making.leaveTo(to);
          else goTo(to);
        }}
        onCancel={() => guard.leaveTo(links.destinations)}
        onSubmit={making.create}
      />
      <LeaveModal
        visible={guard.asking}
        title={t('leave')}
        text={t('leave_what')}
        stay={t('leave_stay')}
        leave={t('leave_go')}
        onStay={guard.stay}
        onLeave={() => {
          drafting.drop();
          guard.leave();
        }}
      />
    </>
  );
}

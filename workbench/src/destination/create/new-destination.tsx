import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Wizard from '@cloudscape-design/components/wizard';
import { type ReactNode, Suspense } from 'react';
import type { Destination } from '../../api/types.ts';
import { EventTypePicker } from '../../catalog/event-type-picker.tsx';
import { moduleOf } from '../../destination-types/by-type.ts';
import { useTypeMessages } from '../../destination-types/use-type-messages.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { useLeaveGuard } from '../../shared/hooks/use-leave-guard.ts';
import { LeaveModal } from '../../shared/leave-modal.tsx';
import { links } from '../../shell/links.ts';
import { LimitFields } from '../limits/limit-fields.tsx';
import { isTouched } from './draft.ts';
import { createMessages } from './messages.ts';
import { NameFields } from './steps/name-fields.tsx';
import { OtherStepProblem } from './steps/other-step-problem.tsx';
import { PayloadStep } from './steps/payload-step.tsx';
import { ReviewStep } from './steps/review-step.tsx';
import { SourceStep } from './steps/source-step.tsx';
import { TypeStep } from './steps/type-step.tsx';
import { STEPS, type StepId } from './steps.ts';
import { useDraft } from './use-draft.ts';
import { useNewDestination } from './use-new-destination.ts';
import { ValidationStatus } from './validation-status.tsx';

/** The wizard that creates a destination. */
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
  const input = useDraft();
  const wizard = useNewDestination({ input, step, goTo, onCreated });
  const typeText = useTypeMessages(input.draft.type);
  const guard = useLeaveGuard(isTouched(input.draft), ({ pathname }) => pathname === links.newDestination);
  if (wizard.isLoading) {
    return (
      <Box textAlign="center" padding="xxl">
        <Spinner size="large" />
      </Box>
    );
  }
  const { draft, change } = wizard.step;
  const { Fields } = moduleOf(draft);
  const contents: Readonly<Record<StepId, ReactNode>> = {
    payload: <PayloadStep {...wizard.step} versions={wizard.versions} catalog={wizard.catalog} />,
    source: <SourceStep {...wizard.step} />,
    events: (
      <Container>
        <EventTypePicker
          value={draft.enabledEvents}
          apiVersion={wizard.catalogVersion}
          thin={draft.payload === 'thin'}
          errorText={wizard.step.errorFor('enabled_events')}
          onChange={(enabledEvents) => change({ enabledEvents })}
        />
      </Container>
    ),
    type: <TypeStep {...wizard.step} onType={input.changeType} />,
    target: (
      <SpaceBetween size="l">
        <Suspense>
          <Fields
            target={draft.target}
            change={input.changeTarget}
            errorFor={wizard.step.errorFor}
            validationStatus={<ValidationStatus isChecking={wizard.validation.isChecking} isValid={wizard.isValid} />}
          />
        </Suspense>
        <NameFields {...wizard.step} />
        <LimitFields limits={draft.limits} onChange={(limits) => change({ limits })} errorFor={wizard.step.errorFor} />
      </SpaceBetween>
    ),
    review: <ReviewStep draft={draft} request={wizard.request} goTo={goTo} />,
  };
  const descriptionOf = (one: StepId) => (one === 'target' ? typeText('target_description') : t(`${one}_description`));
  return (
    <>
      <Wizard
        activeStepIndex={STEPS.indexOf(step)}
        submitButtonText={t('create')}
        isLoadingNextStep={wizard.isBusy}
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
          ...(one === step && wizard.general !== undefined ? { errorText: wizard.general } : {}),
          content: one === step && (
            <SpaceBetween size="l">
              {wizard.loadError && <ErrorAlert error={wizard.loadError} onRetry={wizard.reload} />}
              {input.restored && (
                <Alert
                  type="info"
                  dismissible
                  onDismiss={input.dismissRestored}
                  header={t('restored')}
                  action={
                    <Button
                      onClick={() => {
                        input.discard();
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
              <OtherStepProblem problems={wizard.problems} here={one} goTo={goTo} />
              {contents[one]}
            </SpaceBetween>
          ),
        }))}
        onNavigate={({ detail }) => {
          const to = STEPS[detail.requestedStepIndex] ?? 'payload';
          if (detail.requestedStepIndex > STEPS.indexOf(step)) void wizard.leaveTo(to);
          else goTo(to);
        }}
        onCancel={() => guard.leaveTo(links.destinations)}
        onSubmit={wizard.create}
      />
      <LeaveModal
        visible={guard.asking}
        title={t('leave')}
        text={t('leave_what')}
        stay={t('leave_stay')}
        leave={t('leave_go')}
        onStay={guard.stay}
        onLeave={() => {
          input.discard();
          guard.leave();
        }}
      />
    </>
  );
}

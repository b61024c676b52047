import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../../api-client/api-error.ts';
import { useSession } from '../account/session.tsx';
import type { Destination, RecoverRequest, Recovery } from '../api/types.ts';
import { useHealth } from '../health/use-health.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { useNotify } from '../shell/notifications.tsx';
import { CountResult } from './count-result.tsx';
import { DialogButtons, type DialogFrame } from './dialog-frame.tsx';
import { EnableFirst } from './enable-first.tsx';
import { recoverMessages } from './messages.ts';
import { MissedField } from './missed-field.tsx';
import { recoveriesKey } from './progress/use-recovery.ts';
import {
  errorsOf,
  type FormErrors,
  fieldOf,
  initialForm,
  milestonesOf,
  type RecoverForm,
  toRequest,
} from './recover-request.ts';
import { SinceField } from './since-field.tsx';

const CONFLICT = 409;

/** Selects the events to recover, counts them, and starts the recovery of exactly what was counted. */
export function RecoverFormView({
  destination,
  frame,
  onClose,
  onStarted,
  onConflict,
}: {
  destination: Destination;
  frame: DialogFrame;
  onClose: () => void;
  onStarted: (recovery: Recovery) => void;
  /** Another recovery was started in the meantime. */
  onConflict: () => void;
}) {
  const t = useMessages(recoverMessages);
  const { api, scope } = useSession();
  const queries = useQueryClient();
  const notify = useNotify();
  const { id, name } = destination;
  const [health] = useHealth([destination], false);
  // Keeps the time at which the destination was disabled, which the API does not return after it is enabled.
  const [initial] = useState(destination);
  const milestones = milestonesOf(initial, health?.health, Date.now());
  const [changed, setChanged] = useState<Partial<RecoverForm>>({});
  const form = { ...initialForm(milestones), ...changed };
  const [submitted, setSubmitted] = useState(false);
  const [enabled, setEnabled] = useState(destination.status === 'enabled');

  const counting = useMutation({ mutationFn: (request: RecoverRequest) => api.countMissed(id, request) });
  const starting = useMutation({
    mutationFn: (request: RecoverRequest) => api.recover(id, request),
    onSuccess: (recovery) => {
      notify({ type: 'success', content: t('started', { name }) });
      onStarted(recovery);
      return queries.invalidateQueries({ queryKey: recoveriesKey(scope, id) });
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status === CONFLICT) onConflict();
    },
  });

  const errors = errorsOf(form, Date.now());
  const error = starting.error ?? counting.error;
  const field = error instanceof ApiError ? fieldOf(error.param) : undefined;
  const errorText = (of: keyof FormErrors): string | undefined => {
    const found = errors[of];
    if (found && submitted) return t(found.text, found.value === undefined ? {} : { value: found.value });
    return field === of ? error?.message : undefined;
  };
  const change = (part: Partial<RecoverForm>) => {
    setChanged({ ...changed, ...part });
    // The rate does not change what was counted.
    if (Object.keys(part).some((key) => key !== 'rate')) counting.reset();
    starting.reset();
  };
  const valid = Object.keys(errors).length === 0;
  const count = () => {
    setSubmitted(true);
    // Suggested values can change when health is loaded. Storing the form keeps it equal to what was counted.
    setChanged(form);
    if (valid) counting.mutate(toRequest(form, milestones, Date.now()));
  };
  const counted = counting.data;
  const start = () => {
    setSubmitted(true);
    if (valid && counting.variables) starting.mutate({ ...counting.variables, rate: Number(form.rate) });
  };
  const startable = counted !== undefined && (counted.count > 0 || !counted.complete);

  return frame(
    <form
      onSubmit={(event) => {
        event.preventDefault();
        count();
      }}
    >
      <SpaceBetween size="l">
        <Box variant="p" padding="n">
          {t('what', { name })}
        </Box>
        {!enabled && <EnableFirst destination={destination} onEnabled={() => setEnabled(true)} />}
        <SinceField form={form} milestones={milestones} errorText={errorText('since')} onChange={change} />
        <MissedField missed={form.missed} errorText={errorText('missed')} onChange={(missed) => change({ missed })} />
        <FormField
          label={
            <>
              {t('types')} <i>- {t('optional')}</i>
            </>
          }
          constraintText={t('types_hint')}
          errorText={errorText('types')}
          stretch
        >
          <Input
            value={form.types}
            spellcheck={false}
            autoComplete={false}
            placeholder="invoice.paid, customer.*"
            onChange={({ detail }) => change({ types: detail.value })}
          />
        </FormField>
        <FormField label={t('rate')} constraintText={t('rate_hint')} errorText={errorText('rate')}>
          <Input
            type="number"
            inputMode="numeric"
            value={form.rate}
            onChange={({ detail }) => change({ rate: detail.value })}
          />
        </FormField>
        {error && field === undefined && <ErrorAlert error={error} />}
        <div aria-live="polite">
          {counting.isPending && <StatusIndicator type="loading">{t('counting')}</StatusIndicator>}
          {counted && <CountResult counted={counted} rate={errors.rate ? undefined : Number(form.rate)} />}
        </div>
      </SpaceBetween>
    </form>,
    <DialogButtons>
      <Button variant="link" onClick={onClose}>
        {t('cancel')}
      </Button>
      <Button variant={startable ? 'normal' : 'primary'} loading={counting.isPending} onClick={count}>
        {t(counted ? 'count_again' : 'count')}
      </Button>
      <Button
        variant={startable ? 'primary' : 'normal'}
        loading={starting.isPending}
        disabled={!startable || !enabled}
        disabledReason={enabled ? t(counted ? 'counted_none' : 'count_first') : t('disabled_what')}
        onClick={start}
      >
        {counted && startable && counted.complete ? t('start', { count: counted.count }) : t('start_plain')}
      </Button>
    </DialogButtons>,
  );
}

import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useSession } from '../../account/session.tsx';
import type { Destination, DestinationChange } from '../../api/types.ts';
import { EventTypePicker } from '../../catalog/event-type-picker.tsx';
import { moduleOf } from '../../destination-types/by-type.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { useLeaveGuard } from '../../shared/hooks/use-leave-guard.ts';
import { LeaveModal } from '../../shared/leave-modal.tsx';
import { links } from '../../shell/links.ts';
import { useNotify } from '../../shell/notifications.tsx';
import { LimitFields } from '../limits/limit-fields.tsx';
import { AboutFields } from './about-fields.tsx';
import { commonFields, hasProblems, problemsOf, type Refusals, refusalsOf, targetFields } from './edit-problems.ts';
import { type CommonValues, changeOf, type EditValues, valuesOf, withTarget } from './edit-values.ts';
import { FixedSettings } from './fixed-settings.tsx';
import { editMessages } from './messages.ts';
import { MetadataEditor } from './metadata-editor.tsx';

export function EditForm({ destination: given }: { destination: Destination }) {
  const t = useMessages(editMessages);
  const { api, scope } = useSession();
  const notify = useNotify();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  // The destination when the form was opened. Only fields that differ from it are sent, so changes by others stay.
  const [destination] = useState(given);
  const [values, setValues] = useState<EditValues>(() => valuesOf(destination));
  const [submits, setSubmits] = useState(0);
  const submitted = submits > 0;
  const change = useMemo(() => changeOf(destination, values), [destination, values]);
  const problems = problemsOf(values, destination.metadata);
  const [refusals, setRefusals] = useState<Refusals>({});
  const saved = useRef(false);
  const here = links.editDestination(destination.id);
  const guard = useLeaveGuard(change !== undefined, ({ pathname }) => saved.current || pathname === here);
  const leave = () => navigate(links.destination(destination.id));
  const save = useMutation({
    mutationFn: (body: DestinationChange) => api.updateDestination(destination.id, body),
    onSuccess: ({ name }) => {
      notify({ type: 'success', content: t('saved', { name }) });
      void queries.invalidateQueries({ queryKey: [scope] });
      saved.current = true;
      leave();
    },
    onError: (error) => setRefusals(refusalsOf(error, destination.type)),
  });
  /** Returns the error of a field of the API, or an empty text. */
  const errorFor = (field: string): string => {
    const problem = submitted ? problems.fields[field] : undefined;
    return problem ? t(problem) : (refusals[field] ?? '');
  };
  const refused = Object.keys(refusals).length > 0;
  const wrong = refused || (submitted && hasProblems(problems));
  const errorText = wrong ? t('see_fields') : save.error && t('not_saved', { reason: save.error.message });
  /** Removes the errors of changed fields: they are about the former values. */
  const clearRefusals = (fields: readonly string[]) =>
    setRefusals((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !fields.includes(field))));
  const edit = (changes: Partial<CommonValues>) => {
    clearRefusals(commonFields(changes));
    setValues((before) => ({ ...before, ...changes }));
  };
  const editTarget = (changes: object) => {
    clearRefusals(targetFields(destination.type, changes));
    setValues((before) => withTarget(before, changes));
  };
  const submit = () => {
    setSubmits((count) => count + 1);
    setRefusals({});
    if (hasProblems(problems) || save.isPending) return;
    if (change) save.mutate(change);
    else leave();
  };
  const { EditFields } = moduleOf(destination);
  const form = useRef<HTMLFormElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each submit focuses the first wrong field again
  useEffect(() => {
    if (wrong) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [wrong, submits]);
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" disabled={save.isPending} onClick={leave}>
              {t('cancel')}
            </Button>
            <Button variant="primary" formAction="submit" loading={save.isPending}>
              {t('save')}
            </Button>
          </SpaceBetween>
        }
        errorText={errorText}
      >
        <SpaceBetween size="l">
          <AboutFields values={values} onChange={edit} errorFor={errorFor} />
          <Container header={<Header variant="h2">{t('target')}</Header>}>
            <Suspense>
              <EditFields destination={destination} target={values.target} change={editTarget} errorFor={errorFor} />
            </Suspense>
          </Container>
          <Container
            header={
              <Header variant="h2" description={t('events_what')}>
                {t('events')}
              </Header>
            }
          >
            <EventTypePicker
              value={values.enabledEvents}
              onChange={(enabledEvents) => edit({ enabledEvents })}
              apiVersion={destination.snapshot_api_version ?? undefined}
              thin={destination.event_payload === 'thin'}
              errorText={errorFor('enabled_events')}
            />
          </Container>
          <Container
            header={
              <Header variant="h2" description={t('metadata_what')}>
                {t('metadata')}
              </Header>
            }
          >
            <MetadataEditor
              entries={values.metadata}
              onChange={(metadata) => edit({ metadata })}
              rows={submitted ? problems.rows : undefined}
              errorText={errorFor('metadata')}
            />
          </Container>
          <LimitFields limits={values.limits} onChange={(limits) => edit({ limits })} errorFor={errorFor} />
          <FixedSettings destination={destination} />
        </SpaceBetween>
      </Form>
      <LeaveModal
        visible={guard.asking}
        title={t('leave_title')}
        text={t('leave_what')}
        stay={t('stay')}
        leave={t('leave')}
        onStay={guard.stay}
        onLeave={guard.leave}
      />
    </form>
  );
}

import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Query } from '../../../lambdas/contract/query-text.ts';
import { useSession } from '../account/session.tsx';
import { ApiError } from '../api/api-error.ts';
import type { Scope } from '../api/types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { CallCode } from './call-code.tsx';
import { CallResponse, type Ran } from './call-response.tsx';
import { FieldInput } from './field-input.tsx';
import { explorerMessages } from './messages.ts';
import type { Field, Operation } from './operations.ts';
import { type Typed, type WrittenCall, writeCall } from './written-call.ts';

/** The fields of one operation, its answer, and the call as code. */
export function OperationForm({ operation }: { operation: Operation }) {
  const t = useMessages(explorerMessages);
  const { api, mode, can, credential } = useSession();
  const queries = useQueryClient();
  const [typed, setTyped] = useState<Typed>({});
  const [shape, setShape] = useState(0);
  const [tried, setTried] = useState(false);
  const bodyFields = operation.bodies[shape]?.fields ?? [];
  const { call, faults } = writeCall(operation, bodyFields, typed);
  const run = useMutation({
    mutationFn: (written: WrittenCall) => timed(() => api.call<unknown>({ ...written, query: written.query as Query })),
    // Its answer may hold a secret.
    gcTime: 0,
    onSuccess: () => {
      // What the other pages show may not be so any more.
      if (operation.method !== 'GET') void queries.invalidateQueries();
    },
  });
  const { scope } = operation;
  const allowed = scope === undefined || (scope === 'platform' ? credential.is_platform : can(scope as Scope));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (allowed && Object.keys(faults).length === 0) run.mutate(call);
  };
  const inputs = (place: 'path' | 'query' | 'body', fields: readonly Field[]) =>
    fields.length > 0 && (
      <SpaceBetween size="m">
        <Box variant="h3">{t(place)}</Box>
        {fields.map((field) => {
          const key = `${place}:${field.name}`;
          return (
            <FieldInput
              key={key}
              field={field}
              value={typed[key] ?? ''}
              onChange={(value) => setTyped((before) => ({ ...before, [key]: value }))}
              fault={tried ? faults[key] : undefined}
            />
          );
        })}
      </SpaceBetween>
    );
  const shapes = operation.bodies.map(({ name }, index) => ({ value: String(index), label: name }));
  return (
    <Grid gridDefinition={[{ colspan: { default: 12, m: 5 } }, { colspan: { default: 12, m: 7 } }]}>
      <form onSubmit={submit}>
        <Container
          header={
            <Header variant="h2" description={`${operation.method} ${operation.path}`}>
              {operation.summary}
            </Header>
          }
          footer={
            <SpaceBetween size="s">
              {!allowed && <Alert type="warning">{t('no_scope', { scope: scope ?? '' })}</Alert>}
              {allowed && operation.method !== 'GET' && <Alert type="info">{t('changes', { mode: t(mode) })}</Alert>}
              <Button variant="primary" loading={run.isPending} disabled={!allowed}>
                {t('run')}
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            {operation.description && <Box variant="p">{operation.description.replaceAll('`', '')}</Box>}
            {inputs('path', operation.pathFields)}
            {inputs('query', operation.queryFields)}
            {shapes.length > 1 && (
              <FormField label={t('shape')}>
                <Select
                  options={shapes}
                  selectedOption={shapes[shape] ?? null}
                  onChange={({ detail }) => setShape(Number(detail.selectedOption.value))}
                />
              </FormField>
            )}
            {inputs('body', bodyFields)}
          </SpaceBetween>
        </Container>
      </form>
      <SpaceBetween size="l">
        <CallResponse ran={run.data} error={run.error} />
        <CallCode operation={operation} call={call} />
      </SpaceBetween>
    </Grid>
  );
}

/** What was refused is an answer like another. */
async function timed(call: () => Promise<unknown>): Promise<Ran> {
  const began = performance.now();
  const took = () => performance.now() - began;
  try {
    const answer = await call();
    return { status: 200, milliseconds: took(), answer };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 0) throw error;
    const { status, code, message, param } = error;
    return { status, milliseconds: took(), answer: { error: { code, message, ...(param ? { param } : {}) } } };
  }
}

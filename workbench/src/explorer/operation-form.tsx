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
import { ApiError } from '../../../api-client/api-error.ts';
import type { Query } from '../../../lambdas/contract/query-text.ts';
import { useSession } from '../account/session.tsx';
import type { Scope } from '../api/types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { type BuiltCall, buildCall, type FieldTexts } from './build-call.ts';
import { CallCode } from './call-code.tsx';
import { CallResponse, type RunResult } from './call-response.tsx';
import { FieldInput } from './field-input.tsx';
import { explorerMessages } from './messages.ts';
import type { Field, Operation } from './operations.ts';

/** Shows the fields of an operation, its response, and the call as code. */
export function OperationForm({ operation }: { operation: Operation }) {
  const t = useMessages(explorerMessages);
  const { api, mode, can, credential } = useSession();
  const queries = useQueryClient();
  const [texts, setTexts] = useState<FieldTexts>({});
  const [shape, setShape] = useState(0);
  const [submitted, setSubmitted] = useState(false);
  const bodyFields = operation.bodies[shape]?.fields ?? [];
  const { call, problems } = buildCall(operation, bodyFields, texts);
  const run = useMutation({
    mutationFn: (written: BuiltCall) =>
      timed(() => api.request<unknown>({ ...written, query: written.query as Query })),
    // The response can contain a secret, so it is not cached.
    gcTime: 0,
    onSuccess: () => {
      // Other pages may show outdated data.
      if (operation.method !== 'GET') void queries.invalidateQueries();
    },
  });
  const { scope } = operation;
  const allowed = scope === undefined || (scope === 'platform' ? credential.is_platform : can(scope as Scope));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (allowed && Object.keys(problems).length === 0) run.mutate(call);
  };
  const inputs = (location: 'path' | 'query' | 'body', fields: readonly Field[]) =>
    fields.length > 0 && (
      <SpaceBetween size="m">
        <Box variant="h3">{t(location)}</Box>
        {fields.map((field) => {
          const key = `${location}:${field.name}`;
          return (
            <FieldInput
              key={key}
              field={field}
              value={texts[key] ?? ''}
              onChange={(value) => setTexts((before) => ({ ...before, [key]: value }))}
              problem={submitted ? problems[key] : undefined}
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
        <CallResponse result={run.data} error={run.error} />
        <CallCode operation={operation} call={call} />
      </SpaceBetween>
    </Grid>
  );
}

/** Treats an error response of the API as a response. */
async function timed(call: () => Promise<unknown>): Promise<RunResult> {
  const began = performance.now();
  const took = () => performance.now() - began;
  try {
    const body = await call();
    return { status: 200, milliseconds: took(), body };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 0) throw error;
    const { status, code, message, param } = error;
    return { status, milliseconds: took(), body: { error: { code, message, ...(param ? { param } : {}) } } };
  }
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../account/session.tsx';
import { type FieldProblem, fieldProblems, problemOf } from '../../api/field-problems.ts';
import type { ApiVersion, Destination, EventType, NewDestination } from '../../api/types.ts';
import { useCatalog } from '../../catalog/use-catalog.ts';
import { moduleOf } from '../../destination-types/by-type.ts';
import { useAllTypeMessages } from '../../destination-types/use-type-messages.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { filled, requestOf } from './draft.ts';
import { createMessages } from './messages.ts';
import { inputProblems, type StepId, stepOf } from './steps.ts';
import type { useDraft } from './use-draft.ts';
import { useValidation } from './use-validation.ts';

const NO_VERSIONS: ApiVersion[] = [];
const NO_TYPES: EventType[] = [];

/** Connects the input of the wizard with the API: suggestions, validation and creation. */
export function useNewDestination({
  input: { draft: entered, change, discard },
  step,
  goTo,
  onCreated,
}: {
  input: ReturnType<typeof useDraft>;
  step: StepId;
  goTo: (step: StepId) => void;
  onCreated: (destination: Destination) => void;
}) {
  const t = useMessages(createMessages);
  const typeText = useAllTypeMessages(entered.type);
  const { api, scope, credential, testEndpoint } = useSession();
  const queries = useQueryClient();
  const apiVersions = useQuery({ queryKey: [scope, 'api_versions'], queryFn: api.apiVersions, staleTime: 60_000 });
  const versions = apiVersions.data?.data ?? NO_VERSIONS;
  const names = versions.map(({ version }) => version);
  const catalogVersion =
    entered.payload === 'snapshot' && names.length > 0
      ? (entered.apiVersion ?? credential.default_api_version)
      : undefined;
  const catalog = useCatalog(catalogVersion).data ?? NO_TYPES;
  const draft = filled(entered, {
    defaultApiVersion: credential.default_api_version,
    versions: names,
    catalog,
    namedUrls: testEndpoint === undefined ? {} : { [testEndpoint]: t('test_endpoint_name') },
  });
  const request = requestOf(draft);
  const local = inputProblems(draft, catalog);

  // A missing field is shown only after the user tried to leave its step.
  const [submitted, setSubmitted] = useState<ReadonlySet<StepId>>(new Set());
  const [isValidating, setValidating] = useState(false);
  const markSubmitted = (one: StepId) => setSubmitted((before) => new Set(before).add(one));
  const asksApi = moduleOf(draft).draft.isStarted(draft.target) && (step === 'target' || step === 'review');
  const validation = useValidation(asksApi ? { ...request, name: request.name || '-' } : undefined);

  const creation = useMutation({
    mutationFn: (body: NewDestination) => api.createDestination(body),
    // The response contains the signing secret.
    gcTime: 0,
    onSuccess: (destination) => {
      discard();
      queries.invalidateQueries({ queryKey: [scope], refetchType: 'none' });
      onCreated(destination);
    },
    onError: (error) => {
      const [first] = fieldProblems(error);
      if (first) goTo(stepOf(first.field));
    },
  });
  // The error of create is shown until the input changes.
  const refusal = JSON.stringify(creation.variables) === JSON.stringify(request) ? creation.error : null;
  const problems: readonly FieldProblem[] = refusal ? fieldProblems(refusal) : validation.problems;

  const isMissing = (field: string): boolean =>
    local.some((problem) => problem.field === field || problem.field.startsWith(`${field}.`));
  const errorFor = (field: string): string => {
    const isSubmitted = submitted.has(stepOf(field));
    const found = local.find((problem) => problem.field === field);
    if (found) return isSubmitted ? ('text' in found ? t(found.text) : typeText(found.typeText)) : '';
    return (isSubmitted || !isMissing(field) ? problemOf(problems, field) : undefined) ?? '';
  };

  /** Goes to another step unless this one has a problem. */
  const leaveTo = async (to: StepId): Promise<void> => {
    markSubmitted(step);
    if (local.some(({ field }) => stepOf(field) === step)) return;
    if (step === 'target') {
      setValidating(true);
      const error = await validation.validate(request);
      setValidating(false);
      if (error) return;
    }
    goTo(to);
  };
  const create = (): void => {
    const [problem] = local;
    if (problem === undefined) creation.mutate(request);
    else {
      markSubmitted(stepOf(problem.field));
      goTo(stepOf(problem.field));
    }
  };
  /** An error that is about no field. */
  const general = (refusal && fieldProblems(refusal).length === 0 ? refusal : validation.error)?.message;
  return {
    step: { draft, change, errorFor },
    request,
    versions,
    catalog,
    catalogVersion,
    problems,
    general,
    isValid: validation.isValid && local.length === 0,
    validation,
    isLoading: apiVersions.isPending,
    loadError: apiVersions.error,
    reload: apiVersions.refetch,
    isBusy: creation.isPending || isValidating,
    leaveTo,
    create,
  };
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../account/session.tsx';
import { type FieldProblem, fieldProblems, problemOf } from '../../api/field-problems.ts';
import type { ApiVersion, Destination, EventType, NewDestination } from '../../api/types.ts';
import { useCatalog } from '../../catalog/use-catalog.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { filled, requestOf } from './draft.ts';
import { createMessages } from './messages.ts';
import { type Lack, lacksOf, type StepId, stepOf, stepOfLack } from './steps.ts';
import type { useDraft } from './use-draft.ts';
import { useValidation } from './use-validation.ts';

const NO_VERSIONS: ApiVersion[] = [];
const NO_TYPES: EventType[] = [];

const LACK_FIELD: Readonly<Record<Lack, string>> = {
  no_events: 'enabled_events',
  refused_events: 'enabled_events',
  too_many_events: 'enabled_events',
  no_url: 'webhook_endpoint',
  no_aws_account: 'amazon_eventbridge.aws_account_id',
  no_region: 'amazon_eventbridge.aws_region',
  no_bus: 'amazon_eventbridge.event_bus_arn',
  no_name: 'name',
};

/** Everything between what is entered and the API. */
export function useNewDestination({
  drafting: { draft: entered, change, drop },
  step,
  goTo,
  onCreated,
}: {
  drafting: ReturnType<typeof useDraft>;
  step: StepId;
  goTo: (step: StepId) => void;
  onCreated: (destination: Destination) => void;
}) {
  const t = useMessages(createMessages);
  const { api, scope, credential, testEndpoint } = useSession();
  const queries = useQueryClient();
  const asked = useQuery({ queryKey: [scope, 'api_versions'], queryFn: api.apiVersions, staleTime: 60_000 });
  const versions = asked.data?.data ?? NO_VERSIONS;
  const names = versions.map(({ version }) => version);
  const inVersion =
    entered.payload === 'snapshot' && names.length > 0
      ? (entered.apiVersion ?? credential.default_api_version)
      : undefined;
  const catalog = useCatalog(inVersion).data ?? NO_TYPES;
  const draft = filled(entered, {
    defaultApiVersion: credential.default_api_version,
    versions: names,
    catalog,
    namedUrls: testEndpoint === undefined ? {} : { [testEndpoint]: t('test_endpoint_name') },
  });
  const request = requestOf(draft);
  const lacks = lacksOf(draft, catalog);

  // Somebody who has only begun to type is not told that the rest is missing.
  const [tried, setTried] = useState<ReadonlySet<StepId>>(new Set());
  const [isAsking, setAsking] = useState(false);
  const markTried = (one: StepId) => setTried((was) => new Set(was).add(one));
  const hasTarget = draft.type === 'webhook_endpoint' ? draft.url.trim() !== '' : draft.awsAccountId.trim() !== '';
  const asksApi = hasTarget && (step === 'target' || step === 'review');
  const validation = useValidation(asksApi ? { ...request, name: request.name || '-' } : undefined);

  const creating = useMutation({
    mutationFn: (body: NewDestination) => api.createDestination(body),
    // Its answer holds the secret.
    gcTime: 0,
    onSuccess: (destination) => {
      drop();
      queries.invalidateQueries({ queryKey: [scope], refetchType: 'none' });
      onCreated(destination);
    },
    onError: (error) => {
      const [first] = fieldProblems(error);
      if (first) goTo(stepOf(first.field));
    },
  });
  // What create refused stays said until something is changed.
  const refusal = JSON.stringify(creating.variables) === JSON.stringify(request) ? creating.error : null;
  const problems: readonly FieldProblem[] = refusal ? fieldProblems(refusal) : validation.problems;

  const isEmpty = (field: string): boolean =>
    lacks.some((lack) => LACK_FIELD[lack] === field || LACK_FIELD[lack].startsWith(`${field}.`));
  const errorFor = (field: string): string => {
    const wasTried = tried.has(stepOf(field));
    const lack = lacks.find((one) => LACK_FIELD[one] === field);
    if (lack) return wasTried ? t(lack) : '';
    return (wasTried || !isEmpty(field) ? problemOf(problems, field) : undefined) ?? '';
  };

  /** Goes on unless something is wrong here. */
  const leaveTo = async (to: StepId): Promise<void> => {
    markTried(step);
    if (lacks.some((lack) => stepOfLack(lack) === step)) return;
    if (step === 'target') {
      setAsking(true);
      const error = await validation.validate(request);
      setAsking(false);
      if (error) return;
    }
    goTo(to);
  };
  const create = (): void => {
    const [lack] = lacks;
    if (lack === undefined) creating.mutate(request);
    else {
      markTried(stepOfLack(lack));
      goTo(stepOfLack(lack));
    }
  };
  /** What is wrong, but with no field. */
  const general = (refusal && fieldProblems(refusal).length === 0 ? refusal : validation.error)?.message;
  return {
    step: { draft, change, errorFor },
    request,
    versions,
    catalog,
    inVersion,
    problems,
    general,
    isValid: validation.isValid && lacks.length === 0,
    validation,
    isLoading: asked.isPending,
    loadError: asked.error,
    reload: asked.refetch,
    isBusy: creating.isPending || isAsking,
    leaveTo,
    create,
  };
}

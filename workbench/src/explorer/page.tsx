import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { useSession } from '../account/session.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { Frame } from '../shell/frame.tsx';
import { links } from '../shell/links.ts';
import { explorerMessages } from './messages.ts';
import { OperationForm } from './operation-form.tsx';
import { type OpenApi, type Operation, operationsOf } from './operations.ts';

const FIRST = 'listEvents';

/** The API explorer. The selected operation is stored in the URL. */
export default function ExplorerPage() {
  const t = useMessages(explorerMessages);
  const { api } = useSession();
  const [search, setSearch] = useSearchParams();
  const document = useQuery({
    queryKey: ['openapi'],
    queryFn: () => api.openapi() as Promise<unknown> as Promise<OpenApi>,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const operations = useMemo(() => (document.data ? operationsOf(document.data) : []), [document.data]);
  const wanted = search.get('operation') ?? FIRST;
  const chosen = operations.find(({ id }) => id === wanted) ?? operations[0];
  return (
    <Frame title={t('title')} breadcrumbs={[{ text: t('title'), href: links.explorer }]}>
      <ContentLayout
        header={
          <Header variant="h1" description={t('what')}>
            {t('title')}
          </Header>
        }
      >
        {document.isPending && (
          <Box textAlign="center" padding="xl">
            <Spinner size="large" />
          </Box>
        )}
        {document.error && <ErrorAlert error={document.error} onRetry={document.refetch} />}
        {chosen && (
          <SpaceBetween size="l">
            <FormField label={t('operation')} stretch>
              <Select
                filteringType="auto"
                filteringPlaceholder={t('search')}
                filteringAriaLabel={t('search')}
                empty={t('none')}
                options={grouped(operations)}
                selectedOption={optionOf(chosen)}
                triggerVariant="option"
                onChange={({ detail }) => setSearch({ operation: detail.selectedOption.value ?? FIRST })}
              />
            </FormField>
            <OperationForm key={chosen.id} operation={chosen} />
          </SpaceBetween>
        )}
      </ContentLayout>
    </Frame>
  );
}

const optionOf = ({ id, summary, method, path }: Operation): SelectProps.Option => ({
  value: id,
  label: summary,
  description: `${method} ${path}`,
});

function grouped(operations: readonly Operation[]): SelectProps.OptionGroup[] {
  return [...new Set(operations.map(({ tag }) => tag))].map((tag) => ({
    label: tag,
    options: operations.filter((one) => one.tag === tag).map(optionOf),
  }));
}

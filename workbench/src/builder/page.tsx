import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useSearchParams } from 'wouter';
import { useTypeMessages } from '../destination-types/use-type-messages.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { Copy } from '../shared/copy.tsx';
import { PageLink } from '../shared/link.tsx';
import { Frame } from '../shell/frame.tsx';
import { links } from '../shell/links.ts';
import { choiceOf, searchOf } from './choice.ts';
import { Choices } from './choices.tsx';
import { CodeFile } from './code-file.tsx';
import { frameworkOf, generate } from './generate/index.ts';
import { builderMessages } from './messages.ts';

/** Generates the code of an endpoint. The input is in the address, so the page can be shared. */
export default function BuilderPage() {
  const t = useMessages(builderMessages);
  const [search, setSearch] = useSearchParams();
  const choice = choiceOf(search);
  const framework = frameworkOf(choice);
  const typeText = useTypeMessages(framework.destinationType);
  const files = generate(choice);
  return (
    <Frame title={t('title')} breadcrumbs={[{ text: t('title'), href: links.builder }]}>
      <ContentLayout
        header={
          <Header variant="h1" description={t('what')}>
            {t('title')}
          </Header>
        }
      >
        <Grid gridDefinition={[{ colspan: { default: 12, m: 4 } }, { colspan: { default: 12, m: 8 } }]}>
          <Choices choice={choice} onChange={(made) => setSearch(searchOf(made), { replace: true })} />
          <SpaceBetween size="l">
            <Container header={<Header variant="h2">{t('handler')}</Header>}>
              <SpaceBetween size="l">
                <KeyValuePairs
                  columns={2}
                  minColumnWidth={260}
                  items={[
                    { label: t('install'), value: <Copy text={framework.install} /> },
                    { label: t('run'), value: <Copy text={framework.run} /> },
                  ]}
                />
                <Tabs
                  // Another framework has other files, so the first tab is selected again.
                  key={choice.framework}
                  tabs={files.map((file) => ({ id: file.name, label: file.name, content: <CodeFile {...file} /> }))}
                />
              </SpaceBetween>
            </Container>
            <Container header={<Header variant="h2">{t('next')}</Header>}>
              <Box variant="p">{typeText('builder_next')}</Box>
              <Box variant="p">
                {t('next_test')} <PageLink href={links.destinations}>{t('to_destinations')}</PageLink>
              </Box>
            </Container>
          </SpaceBetween>
        </Grid>
      </ContentLayout>
    </Frame>
  );
}

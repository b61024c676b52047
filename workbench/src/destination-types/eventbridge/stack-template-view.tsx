import CodeView from '@cloudscape-design/code-view/code-view';
import json from '@cloudscape-design/code-view/highlight/json';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMessages } from '../../i18n/i18n.tsx';
import { Copy } from '../../shared/copy.tsx';
import { createStackUrl } from './stack-template.ts';
import { eventbridgeViewMessages } from './view-messages.ts';

function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** A template to download, and a link to the page of the AWS console that takes it. */
export function StackTemplate({ name, template, region }: { name: string; template: string; region: string }) {
  const t = useMessages(eventbridgeViewMessages);
  return (
    <ExpandableSection headerText={t('template')} headerDescription={t('template_what')}>
      <SpaceBetween size="s">
        <SpaceBetween direction="horizontal" size="xs">
          <Button iconName="download" onClick={() => download(`${name}.json`, template)}>
            {t('download')}
          </Button>
          <Button
            href={createStackUrl(region)}
            target="_blank"
            rel="noreferrer"
            external
            i18nStrings={{ externalIconAriaLabel: t('external') }}
          >
            {t('open_console')}
          </Button>
        </SpaceBetween>
        <CodeView
          ariaLabel={t('template')}
          content={template}
          highlight={json}
          wrapLines
          actions={<Copy variant="icon" text={template} />}
        />
      </SpaceBetween>
    </ExpandableSection>
  );
}

import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../account/session.tsx';

interface RefreshableHeaderProps {
  readonly title: string;
  readonly description: string;
  /** Label of the button for screen readers. */
  readonly refresh: string;
  readonly disabled: boolean;
}

/** The heading of a page with data from many calls, and a button that reloads all of it. */
export function RefreshableHeader({ title, description, refresh, disabled }: RefreshableHeaderProps) {
  const { scope } = useSession();
  const queries = useQueryClient();
  const fetching = useIsFetching({ queryKey: [scope] }) > 0;
  return (
    <Header
      variant="h1"
      description={description}
      actions={
        <Button
          iconName="refresh"
          ariaLabel={refresh}
          loading={fetching}
          disabled={disabled}
          onClick={() => queries.invalidateQueries({ queryKey: [scope] })}
        />
      }
    >
      {title}
    </Header>
  );
}

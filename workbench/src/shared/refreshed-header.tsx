import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../account/session.tsx';

interface RefreshedHeaderProps {
  readonly title: string;
  readonly description: string;
  /** What the button says to whoever does not see it. */
  readonly refresh: string;
  readonly disabled: boolean;
}

/** Heading of a page that is gathered from many answers, with a button that asks for all of them again. */
export function RefreshedHeader({ title, description, refresh, disabled }: RefreshedHeaderProps) {
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

import Box from '@cloudscape-design/components/box';
import type { Attempt, Destination } from '../../api/types.ts';
import { moduleOf } from '../../destination-types/by-type.ts';
import { useAllTypeMessages } from '../../destination-types/use-type-messages.ts';
import { Copy } from '../../shared/copy.tsx';

/** Copies a command that repeats the attempt. */
export function AttemptCommand({
  attempt: { request_headers: headers },
  destination,
  body,
}: {
  attempt: Attempt;
  destination: Destination;
  body: string;
}) {
  const t = useAllTypeMessages(destination.type);
  const found = moduleOf(destination).attempt.command(destination, { headers, body }, t);
  if (!found) return null;
  return (
    <div>
      <Copy variant="button" label={found.label} text={found.command} />
      {found.warning !== undefined && (
        <Box fontSize="body-s" color="text-status-warning">
          {found.warning}
        </Box>
      )}
    </div>
  );
}

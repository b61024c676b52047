import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { Fragment } from 'react';
import { useMessages } from '../../i18n/i18n.tsx';
import type { Line, Row, ShownPart } from './diff-rows.ts';
import { payloadMessages } from './messages.ts';

/** The rows of a diff. Changes have a sign besides their color, and a label for screen readers. */
export function DiffTable({
  parts,
  wide,
  label,
  onUnfold,
}: {
  parts: readonly ShownPart[];
  wide: boolean;
  label: string;
  onUnfold: (at: number) => void;
}) {
  const t = useMessages(payloadMessages);
  return (
    <div className="event-diff">
      <table aria-label={label}>
        <colgroup>
          <col style={{ width: '5ch' }} />
          <col style={{ width: '2.5ch' }} />
          <col />
          {wide && (
            <>
              <col style={{ width: '5ch' }} />
              <col style={{ width: '2.5ch' }} />
              <col />
            </>
          )}
        </colgroup>
        <tbody>
          {parts.map(({ at, folded, rows }) =>
            folded ? (
              <tr key={at}>
                <td colSpan={wide ? 6 : 3}>
                  <Button variant="inline-link" iconName="expand" onClick={() => onUnfold(at)}>
                    {t('folded', { count: rows.length })}
                  </Button>
                </td>
              </tr>
            ) : (
              <Fragment key={at}>
                {rows.map((row) => (
                  <tr key={`${row.left?.number ?? ''} ${row.right?.number ?? ''}`}>
                    {wide ? (
                      <>
                        <Half line={row.left} mark={row.kind === 'same' ? undefined : 'removed'} />
                        <Half right line={row.right} mark={row.kind === 'same' ? undefined : 'added'} />
                      </>
                    ) : (
                      <Half line={row.left ?? row.right} mark={markOf(row)} />
                    )}
                  </tr>
                ))}
              </Fragment>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

type Mark = 'removed' | 'added';

const markOf = ({ kind, left }: Row): Mark | undefined =>
  kind === 'same' ? undefined : left === undefined ? 'added' : 'removed';

const COLORS = { removed: 'text-status-error', added: 'text-status-success' } as const;
const SIGNS = { removed: '−', added: '+' } as const;

function Half({ line, mark, right = false }: { line: Line | undefined; mark: Mark | undefined; right?: boolean }) {
  const t = useMessages(payloadMessages);
  const half = right ? ' right-half' : '';
  if (!line) return <td colSpan={3} className={right ? 'right-half' : undefined} />;
  return (
    <>
      <td className={`number${half}`}>
        <Box variant="code" display="block">
          {line.number}
        </Box>
      </td>
      <td className="sign">
        {mark && (
          <Box variant="code" display="block" color={COLORS[mark]}>
            <span role="img" aria-label={t(`${mark}_line`)}>
              {SIGNS[mark]}
            </span>
          </Box>
        )}
      </td>
      <td className="line">
        <Box variant="code" display="block" {...(mark ? { color: COLORS[mark] } : {})}>
          <span className={mark ? 'marked' : undefined}>{line.text}</span>
        </Box>
      </td>
    </>
  );
}

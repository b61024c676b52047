import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import type { FieldProblem } from '../../../api/field-problems.ts';
import { useMessages } from '../../../i18n/i18n.tsx';
import { createMessages } from '../messages.ts';
import { type StepId, stepOf } from '../steps.ts';

/** An error of the API about input of another step. */
export function OtherStepProblem({
  problems,
  here,
  goTo,
}: {
  problems: readonly FieldProblem[];
  here: StepId;
  goTo: (step: StepId) => void;
}) {
  const t = useMessages(createMessages);
  const [problem] = problems.filter(({ field }) => stepOf(field) !== here && stepOf(field) !== 'review');
  if (!problem) return null;
  const step = stepOf(problem.field);
  return (
    <Alert
      type="error"
      header={t('other_step')}
      action={<Button onClick={() => goTo(step)}>{t('go_to_step', { step: t(step) })}</Button>}
    >
      {problem.text}
    </Alert>
  );
}

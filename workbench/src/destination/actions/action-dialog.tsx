import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/i18n.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { actionMessages } from './messages.ts';

export interface ActionDialogProps {
  readonly title: string;
  /** The text of the button. */
  readonly action: string;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Explains an action and asks for confirmation. After an error the dialog stays open and shows the error. */
export function ActionDialog({ title, action, pending, error, onConfirm, onClose, children }: ActionDialogProps) {
  const t = useMessages(actionMessages);
  // Closing the dialog does not cancel the call, so it stays open until the call ends.
  const close = () => {
    if (!pending) onClose();
  };
  return (
    <Modal
      visible
      position="top"
      header={title}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" disabled={pending} onClick={close}>
              {t('cancel')}
            </Button>
            <Button variant="primary" loading={pending} onClick={onConfirm}>
              {action}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {children}
        {error && <ErrorAlert error={error} />}
      </SpaceBetween>
    </Modal>
  );
}

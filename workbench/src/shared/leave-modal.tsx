import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';

/** Asks for confirmation before leaving a page. */
export function LeaveModal({
  visible,
  title,
  text,
  stay,
  leave,
  onStay,
  onLeave,
}: {
  visible: boolean;
  title: string;
  text: string;
  stay: string;
  leave: string;
  onStay: () => void;
  onLeave: () => void;
}) {
  return (
    <Modal
      visible={visible}
      header={title}
      onDismiss={onStay}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onStay}>
              {stay}
            </Button>
            <Button variant="primary" onClick={onLeave}>
              {leave}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {text}
    </Modal>
  );
}

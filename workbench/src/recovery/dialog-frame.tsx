import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

/** The buttons in the footer of a dialog. */
export function DialogButtons({ children }: { children: ReactNode }) {
  return (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        {children}
      </SpaceBetween>
    </Box>
  );
}

/** Renders the dialog around content and footer. */
export type DialogFrame = (children: ReactNode, footer: ReactNode, dismiss?: () => void) => ReactNode;

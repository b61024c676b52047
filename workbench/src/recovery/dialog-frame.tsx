import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

/** The answers that a dialog has, below it on the right. */
export function Buttons({ children }: { children: ReactNode }) {
  return (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        {children}
      </SpaceBetween>
    </Box>
  );
}

/** The dialog around what a part of it shows. */
export type DialogFrame = (children: ReactNode, footer: ReactNode, dismiss?: () => void) => ReactNode;

/** Builds the Workbench before the files that open it: side by side, each of them would do it. */
import { workbenchFolder } from '../../lib/workbench/build.ts';

export default function setup(): void {
  workbenchFolder();
}

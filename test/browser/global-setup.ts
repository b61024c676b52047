/** Builds the Workbench and unpacks the browser before the files that need them: side by side, each of them would do it. */
import { workbenchFolder } from '../../lib/workbench/build.ts';
import { installed } from './browser.ts';

export default async function setup(): Promise<void> {
  workbenchFolder();
  await installed();
}

/** `node lib/workbench-main.ts`: builds the page of the Workbench where its sources changed; prints its folder. */
import { workbenchFolder } from './build.ts';

try {
  console.log(workbenchFolder());
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

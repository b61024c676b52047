/** `npm run workbench:build`: builds the page of the Workbench when its sources changed, and prints its folder. */
import { workbenchFolder } from './build.ts';

try {
  console.log(workbenchFolder());
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

/** The CDK app. It reads the settings of a stage and creates its stack. */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import cdkJson from '../cdk.json' with { type: 'json' };
import { CATALOG_FOLDER } from '../lib/catalog/folder.ts';
import { loadCatalog } from '../lib/catalog/load.ts';
import { CatalogError } from '../lib/catalog/problem.ts';
import { readStageConfig, SettingsError } from '../lib/config.ts';
import { WaybillStack } from '../lib/waybill-stack.ts';
import { workbenchFolder } from '../lib/workbench/build.ts';

// The CDK CLI passes the context of cdk.json. A run without the CLI needs it here.
const app = new App({ context: cdkJson.context, analyticsReporting: false });
const { config, catalog } = readInput();
// Without account and region, so that the template deploys to any of them and synthesis needs no credentials.
new WaybillStack(app, config.stackName, {
  config,
  catalog,
  page: () => workbenchFolder(),
  description: `Waybill (${config.stage}): event destinations for ${config.platformName}`,
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));

/** Reads the settings and the catalog. Prints what is wrong with them without a stack trace. */
function readInput() {
  try {
    return { config: readStageConfig(app.node), catalog: loadCatalog(CATALOG_FOLDER) };
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof CatalogError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

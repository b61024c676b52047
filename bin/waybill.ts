/** The CDK app: settings of a stage in, its stack out. */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import cdkJson from '../cdk.json' with { type: 'json' };
import { CATALOG_FOLDER } from '../lib/catalog/folder.ts';
import { loadCatalog } from '../lib/catalog/load.ts';
import { readStageConfig } from '../lib/config.ts';
import { WaybillStack } from '../lib/waybill-stack.ts';
import { workbenchFolder } from '../lib/workbench/build.ts';

// The CDK's CLI hands cdk.json over by itself; so does this, for a run without the CLI.
const app = new App({ context: cdkJson.context, analyticsReporting: false });
const config = readStageConfig(app.node);
// No account or region: the same template deploys to any, and writing it needs no credentials.
new WaybillStack(app, config.stackName, {
  config,
  catalog: loadCatalog(CATALOG_FOLDER),
  page: () => workbenchFolder(),
  description: `Waybill (${config.stage}): event destinations for ${config.platformName}`,
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));

/** Turns a function's entry file into the one file that Lambda runs. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';

/** Dependencies of dependencies that are still CommonJS call `require`, which an ES module does not have. */
const REQUIRE_BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

const OPTIONS = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // ES module builds first: they are what esbuild can drop unused code from.
  mainFields: ['module', 'main'],
  minify: true,
  // Errors take their name from their class, and logs show it.
  keepNames: true,
  legalComments: 'none',
  charset: 'utf8',
  banner: { js: REQUIRE_BANNER },
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Writes `index.mjs`, SDK included, to `outDir`. Throws when the code does not bundle. */
export function bundle(entry: string, outDir: string): void {
  mkdirSync(outDir, { recursive: true });
  buildSync({ ...OPTIONS, entryPoints: [entry], outfile: join(outDir, 'index.mjs') });
}

/**
 * The bundle as an asset. The hash is that of the bundle, so a function is deployed anew when what it runs changed and
 * only then. Bundled in this process; the Docker image that the CDK asks for is never used.
 */
export function bundledCode(entry: string): Code {
  return Code.fromAsset(dirname(entry), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('unused'),
      local: {
        tryBundle(outDir) {
          bundle(entry, outDir);
          return true;
        },
      },
    },
  });
}

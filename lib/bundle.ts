/** Turns each function's entry file into the one file that Lambda runs. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';

const LAMBDAS = fileURLToPath(new URL('../lambdas/', import.meta.url));

/** Dependencies of dependencies that are still CommonJS call `require`, which an ES module does not have. */
const REQUIRE_BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/**
 * undici requires these only when they are needed, which here they never are: an experimental parser, the parser for
 * processors without SIMD, and fetch (for bodies that are forms). Half of the deliver function would be they.
 */
const UNUSED_IN_UNDICI = ['../milo/*', '../llhttp/llhttp-wasm.js', '../web/*'];

/** The SDK imports it at the first call that streams events, and no service that is called here has one. */
const UNUSED_IN_SDK = ['@smithy/core/event-streams'];

const OPTIONS = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // ES module builds first: they are what esbuild can drop unused code from.
  mainFields: ['module', 'main'],
  minify: true,
  alias: { '@aws-sdk/credential-provider-node': fileURLToPath(new URL('lambda-credentials.ts', import.meta.url)) },
  external: [...UNUSED_IN_UNDICI, ...UNUSED_IN_SDK],
  legalComments: 'none',
  charset: 'utf8',
  banner: { js: REQUIRE_BANNER },
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Bundles several entry files at once, which takes little longer than one: they share most of what has to be read.
 * @param entries entry file by name
 * @returns minified ES modules by name, SDK included
 * @throws when the code does not bundle
 */
export function bundle(entries: Readonly<Record<string, string>>): Map<string, Uint8Array> {
  const { outputFiles } = buildSync({ ...OPTIONS, entryPoints: { ...entries }, outdir: LAMBDAS, write: false });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path, '.mjs'), contents]));
}

let functions: Map<string, Uint8Array> | undefined;

/** Every folder of `lambdas/` with a handler is a function. */
function bundleFunctions(): Map<string, Uint8Array> {
  const entries = readdirSync(LAMBDAS)
    .map((folder) => [folder, join(LAMBDAS, folder, 'handler.ts')] as const)
    .filter(([, entry]) => existsSync(entry));
  return bundle(Object.fromEntries(entries));
}

/**
 * The bundle of `lambdas/<folder>/handler.ts` as an asset with the single file `index.mjs`. Its hash is that of the
 * bundle, so a function is deployed anew when what it runs changed and only then. Bundled in this process; the Docker
 * image that the CDK asks for is never used.
 */
export function bundledCode(folder: string): Code {
  return Code.fromAsset(join(LAMBDAS, folder), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('unused'),
      local: {
        tryBundle(outDir) {
          functions ??= bundleFunctions();
          const code = functions.get(folder);
          if (!code) throw new Error(`There is no ${join(LAMBDAS, folder, 'handler.ts')} to bundle`);
          writeFileSync(join(outDir, 'index.mjs'), code);
          return true;
        },
      },
    },
  });
}

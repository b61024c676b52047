/** Bundles the entry file of each function into the file that Lambda runs. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync, formatMessagesSync } from 'esbuild';
import { ownSourceMap } from './own-source-map.ts';
import { quickened } from './quick-jsonata.ts';

const LAMBDAS = fileURLToPath(new URL('../../lambdas/', import.meta.url));

/** Some transitive dependencies are CommonJS and call `require`, which an ES module does not have. */
const REQUIRE_BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/**
 * Parts of undici that it loads only when they are needed, which never happens here: an experimental parser, the parser for
 * processors without SIMD, and fetch (for form bodies). They would double the size of the deliver function.
 */
const UNUSED_IN_UNDICI = ['../milo/*', '../llhttp/llhttp-wasm.js', '../web/*'];

/** The SDK imports it at the first call with an event stream. No service that Waybill calls has one. */
const UNUSED_IN_SDK = ['@smithy/core/event-streams'];

/** Packages that are imported at first use, each from a file beside `index.mjs`, so that functions start without them. */
const LOADED_LATER: Readonly<Record<string, () => string>> = {
  jsonata: () => quickened(readFileSync(createRequire(import.meta.url).resolve('jsonata'), 'utf8')),
};
const laterNames = Object.keys(LOADED_LATER);
const laterFile = (name: string): string => `${name}.mjs`;

const OPTIONS = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // ES modules first, because esbuild can remove their unused code.
  mainFields: ['module', 'main'],
  minify: true,
  alias: {
    '@aws-sdk/credential-provider-node': fileURLToPath(new URL('lambda-credentials.ts', import.meta.url)),
    ...Object.fromEntries(laterNames.map((name) => [name, `./${laterFile(name)}`])),
  },
  // Only a path with a wildcard is left as it is written.
  external: [...UNUSED_IN_UNDICI, ...UNUSED_IN_SDK, ...laterNames.map((name) => `./${name}.*`)],
  // Makes undici omit its experimental parser, 14 KB.
  define: { esbuildDetection: 'true' },
  // Without source maps, a stack trace shows minified names in one line. The sources are in the repository.
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  charset: 'utf8',
  banner: { js: REQUIRE_BANNER },
  // Errors are thrown.
  logLevel: 'silent',
} satisfies BuildOptions;

export interface Bundle {
  /** A minified ES module, SDK included. */
  readonly code: Uint8Array;
  /** Its source map, for the file `<name>.mjs.map` beside it. */
  readonly map: string;
}

/**
 * Bundles several entry files at once. That takes little longer than one, because they share most of their sources.
 * @param entries entry file by name
 * @returns bundles by name
 * @throws with esbuild's errors when bundling fails
 */
export function bundle(entries: Readonly<Record<string, string>>): Map<string, Bundle> {
  const entryPoints = { ...entries };
  const { outputFiles, warnings } = buildSync({ ...OPTIONS, entryPoints, outdir: LAMBDAS, write: false });
  for (const text of formatMessagesSync(warnings, { kind: 'warning' })) console.error(text);
  const files = new Map(outputFiles.map((file) => [basename(file.path), file]));
  return new Map(
    Object.keys(entries).map((name) => {
      const code = files.get(`${name}.mjs`)?.contents ?? new Uint8Array();
      return [name, { code, map: ownSourceMap(files.get(`${name}.mjs.map`)?.text ?? '{}') }];
    }),
  );
}

let functions: Map<string, Bundle> | undefined;

/** Returns the folders of `lambdas/` with a handler. Each one is a function. */
function bundleFunctions(): Map<string, Bundle> {
  const entries = readdirSync(LAMBDAS)
    .map((folder) => [folder, join(LAMBDAS, folder, 'handler.ts')] as const)
    .filter(([, entry]) => existsSync(entry));
  return bundle(Object.fromEntries(entries));
}

const laterBundles = new Map<string, Uint8Array>();

/**
 * Bundles the packages that a bundle imports at first use.
 * @returns minified ES modules by the name of their file, beside the bundle
 */
export function importedLater(code: Uint8Array): Map<string, Uint8Array> {
  const wanted = laterNames.filter((name) => Buffer.from(code).includes(`"./${laterFile(name)}"`));
  return new Map(
    wanted.map((name) => {
      const made = laterBundles.get(name) ?? bundleLater(name);
      laterBundles.set(name, made);
      return [laterFile(name), made];
    }),
  );
}

function bundleLater(name: string): Uint8Array {
  const stdin = { contents: LOADED_LATER[name]?.() ?? '', resolveDir: LAMBDAS, sourcefile: `${name}.js` };
  const [made] = buildSync({ ...OPTIONS, sourcemap: false, stdin, outdir: LAMBDAS, write: false }).outputFiles;
  return made?.contents ?? new Uint8Array();
}

/**
 * Returns the bundle of `lambdas/<folder>/handler.ts` as an asset: `index.mjs`, its source map, and a file for each package that is
 * imported at first use. The hash of the asset is the hash of these files, so that a function is deployed only when its code or
 * its line numbers changed. The code is bundled in this process; the Docker image that the CDK requires is never used.
 * @param beside text of other files of the asset, by name
 */
export function bundledCode(folder: string, beside: Readonly<Record<string, string>> = {}): Code {
  return Code.fromAsset(join(LAMBDAS, folder), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('unused'),
      local: {
        tryBundle(outDir) {
          functions ??= bundleFunctions();
          const bundled = functions.get(folder);
          if (!bundled) throw new Error(`The entry file ${join(LAMBDAS, folder, 'handler.ts')} does not exist`);
          writeFileSync(join(outDir, 'index.mjs'), bundled.code);
          writeFileSync(join(outDir, `${folder}.mjs.map`), bundled.map);
          for (const [name, later] of importedLater(bundled.code)) writeFileSync(join(outDir, name), later);
          for (const [name, text] of Object.entries(beside)) writeFileSync(join(outDir, name), text);
          return true;
        },
      },
    },
  });
}

/** Turns each function's entry file into the one file that Lambda runs. */
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

/** Dependencies of dependencies that are still CommonJS call `require`, which an ES module does not have. */
const REQUIRE_BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/**
 * undici requires these only when they are needed, which here they never are: an experimental parser, the parser for
 * processors without SIMD, and fetch (for bodies that are forms). Half of the deliver function would be they.
 */
const UNUSED_IN_UNDICI = ['../milo/*', '../llhttp/llhttp-wasm.js', '../web/*'];

/** The SDK imports it at the first call that streams events, and no service that is called here has one. */
const UNUSED_IN_SDK = ['@smithy/core/event-streams'];

/** Packages that are imported at first need, each from a file beside `index.mjs`: functions start without them. */
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
  // ES module builds first: they are what esbuild can drop unused code from.
  mainFields: ['module', 'main'],
  minify: true,
  alias: {
    '@aws-sdk/credential-provider-node': fileURLToPath(new URL('lambda-credentials.ts', import.meta.url)),
    ...Object.fromEntries(laterNames.map((name) => [name, `./${laterFile(name)}`])),
  },
  // Only with a wildcard is a path taken as it is written.
  external: [...UNUSED_IN_UNDICI, ...UNUSED_IN_SDK, ...laterNames.map((name) => `./${name}.*`)],
  // Makes undici leave out its experimental parser, 14 KB.
  define: { esbuildDetection: 'true' },
  // Without source maps a stack names one line of a minified file and a letter. The sources are in the repository.
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
  /** Its source map, which it expects beside itself as `<name>.mjs.map`. */
  readonly map: string;
}

/**
 * Bundles several entry files at once, which takes little longer than one: they share most of what has to be read.
 * @param entries entry file by name
 * @returns bundles by name
 * @throws with esbuild's errors when the code does not bundle
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

/** Every folder of `lambdas/` with a handler is a function. */
function bundleFunctions(): Map<string, Bundle> {
  const entries = readdirSync(LAMBDAS)
    .map((folder) => [folder, join(LAMBDAS, folder, 'handler.ts')] as const)
    .filter(([, entry]) => existsSync(entry));
  return bundle(Object.fromEntries(entries));
}

const laterBundles = new Map<string, Uint8Array>();

/**
 * What a bundle imports when it needs it.
 * @returns minified ES modules by the name of the file that they have to be in, beside the bundle
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
 * The bundle of `lambdas/<folder>/handler.ts` as an asset with the file `index.mjs`, and one for each package that it
 * imports later, and its source map. Its hash is that of these, so a function is deployed again only when its code or its lines
 * changed.
 * Bundled in this process; the Docker image that the CDK asks for is never used.
 * @param beside other files of the asset: their text by their name
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
          if (!bundled) throw new Error(`There is no ${join(LAMBDAS, folder, 'handler.ts')} to bundle`);
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

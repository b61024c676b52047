/**
 * The directions in which folders import one another. `npm run lint:structure` fails on an import that goes another way, and
 * on a cycle; an import of types alone counts like any other.
 *
 *     cli, workbench → api-client → contract → core ← adapters
 *     smoke → cli, api-client, contract
 *     api, publish, deliver, … → contract, adapters, core
 *     lib, local, bin → what they need; bench and test → anything
 */
import typescript from 'typescript';

// Without a parser dependency-cruiser skips every TypeScript file and reports no violation. TypeScript 7 has no parser in
// JavaScript, so `typescript` is an alias of version 6, and version 7, which checks the types, is `@typescript/native`.
if (!typescript.createSourceFile) {
  throw new Error('The package "typescript" has no parser. It must be an alias of @typescript/typescript6.');
}

const PACKAGES = '(^|/)node_modules/';
const FUNCTIONS = '^lambdas/(api|bootstrap|dead-letter|deliver|listen|publish|push|sweep)/';

/** Returns a rule: a file in `folder` imports only from `allowed`, from packages and from Node.js. */
function importsOnly(folder, allowed, comment) {
  return {
    name: `${folder.replaceAll('/', '-')}-imports`,
    comment,
    severity: 'error',
    from: { path: `^${folder}/` },
    to: {
      pathNot: [`^${folder}/`, ...allowed.map((name) => `^${name}(/|$)`), PACKAGES],
      // The type check fails on an import that does not exist; here some are unknown that have types only.
      dependencyTypesNot: ['core', 'unknown'],
    },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycle',
      comment:
        'Two files that import each other cannot be read, moved or tested apart. Move what both need to a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    importsOnly('lambdas/core', [], 'The rules know nothing of their callers, of the API and of AWS.'),
    {
      name: 'core-packages',
      comment: 'The rules are computed from their arguments: no SDK, no client, no framework.',
      severity: 'error',
      from: { path: '^lambdas/core/' },
      to: { path: PACKAGES, pathNot: `${PACKAGES}(ulid|jsonata|ipaddr\\.js)/` },
    },
    importsOnly(
      'lambdas/contract',
      ['lambdas/core'],
      'The API is described with the objects of core and nothing else.',
    ),
    importsOnly('lambdas/adapters', ['lambdas/core'], 'An adapter implements a port of core.'),
    importsOnly('api-client', ['lambdas/contract'], 'The client knows the API and not how it is implemented.'),
    {
      name: 'api-client-runs-in-browsers',
      comment: 'Browsers have no modules of Node.js, and each package would add to the first load of the Workbench.',
      severity: 'error',
      from: { path: '^api-client/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown'] },
    },
    importsOnly('cli', ['lambdas/contract', 'api-client'], 'The command line is a client of the API.'),
    importsOnly('workbench', ['lambdas/contract', 'api-client'], 'The Workbench is a client of the API.'),
    importsOnly('smoke', ['lambdas/contract', 'api-client', 'cli'], 'The smoke test is a client of a deployment.'),
    {
      name: 'lambdas-imports',
      comment: 'Functions import neither the stack, nor the local platform, nor the clients of the API.',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { path: '^(api-client|bin|cli|lib|local|smoke|workbench)/' },
    },
    {
      name: 'functions-apart',
      comment: 'What two functions need is in core, in adapters or in middleware.',
      severity: 'error',
      from: { path: FUNCTIONS },
      to: { path: FUNCTIONS, pathNot: '^lambdas/$1/' },
    },
    {
      name: 'test-and-bench-are-imported-by-themselves-only',
      comment: 'What runs outside tests does not depend on a double or on a measurement.',
      severity: 'error',
      from: { pathNot: '^(test|bench)/|^vitest\\.config\\.ts$' },
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?!node_modules/).*(?<![^/])(dist|cdk\\.out|coverage|\\.waybill)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};

/** Real webhook bodies of GitHub from `@octokit/webhooks-examples`. */
import { createRequire } from 'node:module';

// The package is a JSON file, but its types describe a module with a default export.
const definitions: { name: string; examples: Payload['object'][] }[] = createRequire(import.meta.url)(
  '@octokit/webhooks-examples',
);

export interface Payload {
  /** `github.issues.opened` */
  readonly type: string;
  readonly object: Readonly<Record<string, unknown>>;
}

/** The examples of the package's main entry, some hundreds. Those of GitHub Enterprise repeat them. */
export function githubPayloads(): Payload[] {
  return definitions.flatMap(({ name, examples }) =>
    examples.map((object) => ({ type: typeOf(name, object), object })),
  );
}

/** Not every event has an action. Some actions are free text that callers of the API choose. */
function typeOf(name: string, { action }: Payload['object']): string {
  const words = typeof action === 'string' ? ['github', name, action] : ['github', name];
  return words.map((word) => word.replaceAll(/[^A-Za-z0-9_-]/g, '_')).join('.');
}

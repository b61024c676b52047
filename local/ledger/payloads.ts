/** Real webhook bodies to publish: GitHub's, as `@octokit/webhooks-examples` collects them. */
import { createRequire } from 'node:module';

// The package is a JSON file whose types call it a module with a default export.
const definitions: { name: string; examples: Payload['object'][] }[] = createRequire(import.meta.url)(
  '@octokit/webhooks-examples',
);

export interface Payload {
  /** `github.issues.opened` */
  readonly type: string;
  readonly object: Readonly<Record<string, unknown>>;
}

/** Every example that the package's main entry has, some hundreds: the GitHub Enterprise ones repeat them. */
export function githubPayloads(): Payload[] {
  return definitions.flatMap(({ name, examples }) =>
    examples.map((object) => ({ type: typeOf(name, object), object })),
  );
}

/** Not every event has an action, and an action is free text where callers of the API choose it. */
function typeOf(name: string, { action }: Payload['object']): string {
  const words = typeof action === 'string' ? ['github', name, action] : ['github', name];
  return words.map((word) => word.replaceAll(/[^A-Za-z0-9_-]/g, '_')).join('.');
}

/** The frameworks of the builder. To add one, write its file, its id in `framework.ts` and a line here. */
import { dotnetAspNet } from './dotnet-aspnet.ts';
import type { BuilderChoice, Framework, GeneratedFile } from './framework.ts';
import { go } from './go.ts';
import { javaSpring } from './java-spring.ts';
import { lambdaEventBridge } from './lambda-eventbridge.ts';
import { nextjs } from './nextjs.ts';
import { nodeExpress } from './node-express.ts';
import { php } from './php.ts';
import { pythonFastApi } from './python-fastapi.ts';
import { pythonFlask } from './python-flask.ts';
import { rubySinatra } from './ruby-sinatra.ts';

export type { BuilderChoice, Framework, FrameworkId, GeneratedFile, Language } from './framework.ts';

export const FRAMEWORKS: readonly Framework[] = [
  nodeExpress,
  nextjs,
  pythonFlask,
  pythonFastApi,
  go,
  rubySinatra,
  php,
  javaSpring,
  dotnetAspNet,
  lambdaEventBridge,
];

/** @throws when there is no such framework */
export function frameworkOf({ framework }: Pick<BuilderChoice, 'framework'>): Framework {
  const found = FRAMEWORKS.find(({ id }) => id === framework);
  if (!found) throw new Error(`There is no framework ${framework}.`);
  return found;
}

export const generate = (choice: BuilderChoice): GeneratedFile[] => frameworkOf(choice).generate(choice);

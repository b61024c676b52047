/** The frameworks that the builder writes a handler for. To add one: its file, its id in `framework.ts`, a line here. */
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

/** The handler for what was chosen. @throws when there is no such framework */
export function generate(choice: BuilderChoice): GeneratedFile[] {
  const framework = FRAMEWORKS.find(({ id }) => id === choice.framework);
  if (!framework) throw new Error(`There is no framework ${choice.framework}.`);
  return framework.generate(choice);
}

/** The synthesized stack: its resources, the bundles of its functions, and the values of intrinsic functions. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape
export type Value = any;

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, Value>>;
}

/** Values of `Ref` and `Fn::GetAtt` of a resource on this platform. */
export interface Physical {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** AWS account of the built-in emulators. Other emulators have their own. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

const pseudoParameters = (account: string): Record<string, string> => ({
  'AWS::AccountId': account,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'Waybill-local',
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${account}:stack/Waybill-local/0`,
});

export class Template {
  readonly resources: Readonly<Record<string, Resource>>;
  /** The AWS account of its resources. */
  readonly account: string;
  readonly #pseudo: Record<string, string>;
  readonly #physical = new Map<string, Physical>();
  readonly #assets: Record<string, string>;

  /** @param assets folder of each asset, by the hash at the start of its object key */
  constructor(resources: Record<string, Resource>, assets: Record<string, string> = {}, account = ACCOUNT) {
    this.resources = resources;
    this.#assets = assets;
    this.account = account;
    this.#pseudo = pseudoParameters(account);
  }

  /** Reads the stack in a folder that `cdk synth` wrote. */
  static load(outDir: string, account = ACCOUNT): Template {
    const file = (suffix: string) => {
      const name = readdirSync(outDir).find((one) => one.endsWith(suffix));
      if (!name) throw new Error(`${outDir} has no *${suffix}: synthesis wrote no stack.`);
      return JSON.parse(readFileSync(join(outDir, name), 'utf8'));
    };
    const assets = Object.entries<Value>(file('.assets.json').files).map(([hash, { source }]) => [
      hash,
      join(outDir, source.path),
    ]);
    return new Template(file('.template.json').Resources, Object.fromEntries(assets), account);
  }

  /** Logical ids and resources of a type. */
  ofType(type: string): [string, Resource][] {
    return Object.entries(this.resources).filter(([, { Type }]) => Type === type);
  }

  /** Folder with the code of a function. */
  codeOf(logicalId: string): string {
    const key: string = this.resources[logicalId]?.Properties.Code?.S3Key ?? '';
    const folder = this.#assets[key.replace(/\.zip$/, '')];
    if (!folder) throw new Error(`${logicalId} has no bundled asset.`);
    return folder;
  }

  /** Binds a resource to its values on this platform. */
  bind(logicalId: string, physical: Physical): void {
    this.#physical.set(logicalId, physical);
  }

  /** Returns the logical id that a `Ref` or `Fn::GetAtt` names. */
  static target(value: Value): string | undefined {
    return value?.Ref ?? value?.['Fn::GetAtt']?.[0];
  }

  /** Returns the logical id of the function that a value names, itself or by an alias. Here, every alias is its newest version. */
  functionIn(value: Value): string | undefined {
    const id = Template.target(value);
    const resource = this.resources[id ?? ''];
    return resource?.Type === 'AWS::Lambda::Alias' ? Template.target(resource.Properties.FunctionName) : id;
  }

  /** Resolves every intrinsic function in a value. */
  resolve(value: Value): Value {
    if (Array.isArray(value)) return value.map((one) => this.resolve(one));
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = []] = Object.entries<Value>(value);
    if (Object.keys(value).length === 1 && name !== undefined) {
      const intrinsic = this.#intrinsics[name];
      if (intrinsic) return intrinsic(argument);
      if (name.startsWith('Fn::')) throw new Error(`The local platform does not support ${name}.`);
    }
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.resolve(one)]));
  }

  readonly #intrinsics: Record<string, (argument: Value) => Value> = {
    Ref: (id: string) => this.#pseudo[id] ?? this.#physical.get(id)?.ref ?? id,
    'Fn::GetAtt': ([id, attribute]: [string, string]) => this.#attribute(id, attribute),
    'Fn::Join': ([separator, parts]: [string, Value[]]) => this.resolve(parts).join(separator),
    'Fn::Select': ([index, list]: [number | string, Value]) => this.resolve(list)[Number(index)],
    'Fn::Split': ([separator, text]: [string, Value]) => this.resolve(text).split(separator),
    'Fn::Sub': (argument: string | [string, Record<string, Value>]) => {
      const [text, values] = Array.isArray(argument) ? argument : [argument, {} as Record<string, Value>];
      return text.replace(/\$\{(!?)([^}]+)\}/g, (_all, literal: string, name: string) => {
        if (literal) return `\${${name}}`;
        if (name in values) return this.resolve(values[name]);
        const [id = '', attribute] = name.split('.');
        return attribute ? this.#attribute(id, attribute) : this.resolve({ Ref: id });
      });
    },
  };

  #attribute(id: string, attribute: string): string {
    const bound = this.#physical.get(id)?.attributes[attribute];
    // Resources that do not exist here (roles, log groups) get names that cannot be mistaken for real ones.
    return bound ?? `arn:aws:local:${REGION}:${this.account}:${id}/${attribute}`;
  }
}

/** Stacks for tests: with the context of cdk.json, without bundled code, and with a small page instead of a build of the Workbench. */

import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import type { Catalog } from '../../lambdas/core/catalog/catalog.ts';
import { parseStageConfig } from '../../lib/config.ts';
import { WaybillStack } from '../../lib/waybill-stack.ts';
import { tinyPage } from '../doubles/page.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: templates have any shape that CloudFormation accepts
type Properties = any;

/** Returns an app with the stack of a stage. `settings` are merged over the smallest valid ones. */
export function stackOf(settings: Record<string, unknown> = {}, stage = 'test', catalog?: Catalog) {
  const app = new App({
    // Assets are not copied to the cloud assembly: they are 20 MB for each stack.
    context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [], 'aws:cdk:disable-asset-staging': true },
    analyticsReporting: false,
  });
  const config = parseStageConfig(stage, { platformName: 'acme', ...settings });
  const stack = new WaybillStack(app, config.stackName, {
    config,
    catalog,
    page: tinyPage,
  });
  return { app, stack };
}

/** Templates that this process has synthesized, as JSON, by their settings. */
const synthesized = new Map<string, string>();

/** Returns the template of {@link stackOf}. Synthesis takes a second, so it is done once for the same settings. */
export function templateOf(settings: Record<string, unknown> = {}, stage = 'test'): Template {
  const key = JSON.stringify([settings, stage]);
  const json = synthesized.get(key) ?? JSON.stringify(Template.fromStack(stackOf(settings, stage).stack).toJSON());
  synthesized.set(key, json);
  return Template.fromJSON(JSON.parse(json));
}

export const propertiesOf = (template: Template, type: string): Properties[] =>
  Object.values(template.findResources(type)).map((resource) => (resource as Resource).Properties);

export interface Widget {
  readonly properties: { readonly title: string; readonly metrics: readonly unknown[] };
}

/** Returns the widgets of the dashboard. The name of each resource replaces the reference to it. */
export function widgetsOf(template: Template): Widget[] {
  const body = propertiesOf(template, 'AWS::CloudWatch::Dashboard')[0].DashboardBody;
  const parts: unknown[] = body['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part).replaceAll(/[^\w:]/g, '')));
  return JSON.parse(text.join('')).widgets;
}

/** Returns the functions of Waybill, without those of the CDK, by their folder in `lambdas/`. */
export function functionsOf(template: Template): Map<string, Properties> {
  const named = propertiesOf(template, 'AWS::Lambda::Function').flatMap((properties) => {
    const folder = properties.Environment?.Variables?.POWERTOOLS_SERVICE_NAME;
    return folder ? [[folder, properties] as const] : [];
  });
  return new Map(named);
}

/** Returns the statements of the role that runs `lambdas/<folder>`. */
export function statementsOf(template: Template, folder: string): Properties[] {
  const role = functionsOf(template).get(folder).Role['Fn::GetAtt'][0];
  return propertiesOf(template, 'AWS::IAM::Policy')
    .filter(({ Roles }) => Roles.some(({ Ref }: { Ref: string }) => Ref === role))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** Returns the only element; throws when there are none or several. */
export const one = <T>(all: readonly T[]): T => {
  expect(all).toHaveLength(1);
  return all[0] as T;
};

export const asList = <T>(value: T | T[]): T[] => [value].flat() as T[];

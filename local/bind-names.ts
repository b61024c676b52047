/** Binds the resources that exist here in name only, and whose names are in policies: functions, roles, log groups, topics, rules. */
import { REGION, type Template, type Value } from './template.ts';

/** Returns the value of `Ref` and the attribute `Arn`. */
type Names = (id: string, account: string) => { readonly ref: string; readonly arn: string };

const NAMES: Readonly<Record<string, Names>> = {
  'AWS::Lambda::Function': (id, account) => ({ ref: id, arn: `arn:aws:lambda:${REGION}:${account}:function:${id}` }),
  'AWS::IAM::Role': (id, account) => ({ ref: `waybill-${id}`, arn: `arn:aws:iam::${account}:role/waybill-${id}` }),
  'AWS::Logs::LogGroup': (id, account) => ({
    ref: `waybill-${id}`,
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html: it ends with :*
    arn: `arn:aws:logs:${REGION}:${account}:log-group:waybill-${id}:*`,
  }),
  'AWS::SNS::Topic': (id, account) => {
    const arn = `arn:aws:sns:${REGION}:${account}:waybill-${id}`;
    return { ref: arn, arn };
  },
  'AWS::CloudWatch::Alarm': (id, account) => ({
    ref: `waybill-${id}`,
    arn: `arn:aws:cloudwatch:${REGION}:${account}:alarm:waybill-${id}`,
  }),
};

export function bindNames(template: Template): void {
  for (const [id, { Type }] of Object.entries(template.resources)) {
    const { ref, arn: Arn } = NAMES[Type]?.(id, template.account) ?? {};
    if (ref && Arn) template.bind(id, { ref, attributes: { Arn } });
  }
  for (const [id, { Properties }] of template.ofType('AWS::Events::Rule')) {
    template.bind(id, { ref: id, attributes: { Arn: ruleArn(template, id, Properties.EventBusName) } });
  }
}

/** A rule of the default bus does not name it: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
function ruleArn(template: Template, id: string, bus: Value): string {
  const ofBus = bus === undefined ? '' : `${template.resolve(bus)}/`;
  return `arn:aws:events:${REGION}:${template.account}:rule/${ofBus}waybill-${id}`;
}

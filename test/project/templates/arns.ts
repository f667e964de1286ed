import type { Template } from './packaged.ts';

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '000000000000',
};
const PLACE = 'us-east-1:000000000000';

/**
 * The form of a resource's ARN, by the property with its name. `attributes` refer to the ARN in a
 * template; '' is Ref.
 */
const FORMS: Readonly<
  Record<string, { readonly attributes: readonly string[]; readonly of: (name: string) => string }>
> = {
  TableName: { attributes: ['Arn', 'StreamArn'], of: tableArn },
  StateMachineName: { attributes: ['', 'Arn'], of: stateMachineArn },
  FunctionName: { attributes: ['Arn'], of: functionArn },
  QueueName: { attributes: ['Arn'], of: queueArn },
  Name: { attributes: ['Arn'], of: eventBusArn },
};

export function tableArn(name: string): string {
  return `arn:aws:dynamodb:${PLACE}:table/${name}`;
}
export function stateMachineArn(name: string): string {
  return `arn:aws:states:${PLACE}:stateMachine:${name}`;
}
export function functionArn(name: string): string {
  return `arn:aws:lambda:${PLACE}:function:${name}`;
}
export function queueArn(name: string): string {
  return `arn:aws:sqs:${PLACE}:${name}`;
}
export function eventBusArn(name: string): string {
  return `arn:aws:events:${PLACE}:event-bus/${name}`;
}
/** @param name with its leading slash */
export function parameterArn(name: string): string {
  return `arn:aws:ssm:${PLACE}:parameter${name}`;
}
/** The ARN of a function's log group. */
export function logGroupArn(functionName: string): string {
  return `arn:aws:logs:${PLACE}:log-group:/aws/lambda/${functionName}`;
}

/**
 * The ARN, or the pattern of ARNs, that a policy names, such as `JournalTable.Arn` or
 * `${JournalTable.Arn}/index/open`. References are resolved to the names in the template, in one
 * region of one account.
 * @throws Error if it refers to a resource whose ARN is unknown here
 */
export function arnOf(template: Template, resource: string): string {
  if (/^\w+(\.\w+)?$/.test(resource)) return referent(template, resource);
  return resource.replaceAll(
    /\$\{([\w.:]+)\}/g,
    (_written, name: string) => PSEUDO_PARAMETERS[name] ?? referent(template, name),
  );
}

function referent(template: Template, reference: string): string {
  const [id = '', attribute = ''] = reference.split('.');
  const properties = template.Resources[id]?.Properties ?? {};
  const form = Object.entries(FORMS).find(([property]) => typeof properties[property] === 'string');
  const name = form && properties[form[0]];
  if (!form?.[1].attributes.includes(attribute) || typeof name !== 'string') {
    throw new Error(`a policy names ${reference}, whose ARN is not known`);
  }
  const arn = form[1].of(name);
  return attribute === 'StreamArn' ? `${arn}/stream/the-latest` : arn;
}

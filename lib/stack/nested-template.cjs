/** The logical id of the nested stack in the template of its service. */
const NESTED = 'NestedFunctions';

const FUNCTION = 'AWS::Lambda::Function';
/** What calls a function, and so goes where the function is. */
const CALLERS = new Set([
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::Events::Rule',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission',
]);

/**
 * Moves functions into a nested stack: each with its role, its log group, and what calls it. What the
 * nested template refers to outside comes by its parameters. What refers to a nested function from
 * outside has its name or its ARN written out, so that the nested stack needs no outputs.
 * @param template the template of the service: it is changed, and has the nested stack afterwards
 * @param ids the logical ids of the functions
 * @param templateUrl the value of TemplateURL
 * @returns the nested template
 * @throws Error if there is no such function, or if the template refers to something nested that has no name
 */
function nest(template, ids, templateUrl) {
  const inside = membersOf(template.Resources, ids);
  const parameters = {};
  const waitsFor = new Set();
  const Resources = {};
  for (const id of inside) {
    const { DependsOn, ...resource } = template.Resources[id];
    if (resource.Condition) throw new Error(`${id} has a condition, and so cannot be in a nested stack`);
    const others = listOf(DependsOn).filter((other) => !inside.has(other));
    const own = listOf(DependsOn).filter((other) => inside.has(other));
    for (const other of others) waitsFor.add(other);
    Resources[id] = {
      ...withReferences(resource, (of, attribute) => passedOn(parameters, inside, of, attribute)),
      ...(own.length > 0 && { DependsOn: own }),
    };
  }
  const named = (id, attribute) => (inside.has(id) ? writtenOut(template.Resources[id], id, attribute) : undefined);
  const outside = Object.entries(template.Resources).filter(([id]) => !inside.has(id));
  const root = outside.map(([id, resource]) => [id, afterNested(withReferences(resource, named), inside)]);
  if (template.Outputs) template.Outputs = withReferences(template.Outputs, named);
  template.Resources = {
    ...Object.fromEntries(root),
    [NESTED]: {
      Type: 'AWS::CloudFormation::Stack',
      ...(waitsFor.size > 0 && { DependsOn: [...waitsFor] }),
      Properties: { TemplateURL: templateUrl, Parameters: parameters },
    },
  };
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Functions of the stack that this one is nested in',
    Parameters: Object.fromEntries(Object.keys(parameters).map((name) => [name, { Type: 'String' }])),
    Resources,
  };
}

const listOf = (dependsOn = []) => [dependsOn].flat();

/** The logical ids of the functions, their roles and log groups, and of what calls them. */
function membersOf(resources, ids) {
  const inside = new Set();
  for (const id of ids) {
    const resource = resources[id];
    if (resource?.Type !== FUNCTION) throw new Error(`${id} is no function, and cannot be nested`);
    inside.add(id).add(resource.Properties.Role['Fn::GetAtt'][0]);
    for (const other of listOf(resource.DependsOn))
      if (resources[other].Type === 'AWS::Logs::LogGroup') inside.add(other);
  }
  // A route refers to an integration, and that to a function.
  for (let before = 0; before < inside.size; ) {
    before = inside.size;
    for (const [id, { Type, Properties }] of Object.entries(resources))
      if (CALLERS.has(Type) && refersTo(Properties, inside)) inside.add(id);
  }
  return inside;
}

function refersTo(value, inside) {
  let found = false;
  withReferences(value, (id) => {
    found ||= inside.has(id);
  });
  return found;
}

/** A reference from inside: to a parameter, which gets the value outside. */
function passedOn(parameters, inside, id, attribute) {
  if (inside.has(id) || id.startsWith('AWS::')) return undefined;
  const name = `${id}${attribute}`.replaceAll('.', '');
  parameters[name] = attribute ? { 'Fn::GetAtt': [id, attribute] } : { Ref: id };
  return { Ref: name };
}

/** A reference from outside: the name of a function, or its ARN. */
function writtenOut({ Type, Properties }, id, attribute) {
  const name = Properties.FunctionName;
  if (Type === FUNCTION && typeof name === 'string') {
    if (attribute === '') return name;
    if (attribute === 'Arn')
      return { 'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}` };
  }
  throw new Error(`${id} is nested, and the stack refers to its ${attribute || 'id'}`);
}

/** A resource that waits for the nested stack in place of what is nested. */
function afterNested(resource, inside) {
  if (!listOf(resource.DependsOn).some((id) => inside.has(id))) return resource;
  const ids = listOf(resource.DependsOn).map((id) => (inside.has(id) ? NESTED : id));
  return { ...resource, DependsOn: [...new Set(ids)] };
}

/**
 * A copy of a part of a template, with other references.
 * @param change gets the logical id and the attribute of each, '' of a Ref. It returns what takes its
 *   place, or undefined if it stays
 */
function withReferences(value, change) {
  if (Array.isArray(value)) return value.map((one) => withReferences(one, change));
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.Ref === 'string') return change(value.Ref, '') ?? value;
  const { 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value;
  if (attribute !== undefined) {
    const [id, ...rest] = Array.isArray(attribute) ? attribute : attribute.split('.');
    return change(id, rest.join('.')) ?? value;
  }
  if (typeof text === 'string') return { 'Fn::Sub': substituted(text, {}, change) };
  if (Array.isArray(text)) {
    const [written, variables] = text;
    return { 'Fn::Sub': [substituted(written, variables, change), withReferences(variables, change)] };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withReferences(inner, change)]));
}

/** A text of Fn::Sub with other references. Those to its own variables stay, as does `${!…}`. */
function substituted(text, variables, change) {
  return text.replaceAll(/\$\{([\w:.]+)\}/g, (written, name) => {
    if (Object.hasOwn(variables, name)) return written;
    const [id, ...rest] = name.includes('::') ? [name] : name.split('.');
    const changed = change(id, rest.join('.'));
    if (changed === undefined) return written;
    if (typeof changed === 'string') return changed;
    return changed['Fn::Sub'] ?? `\${${changed.Ref ?? changed['Fn::GetAtt'].join('.')}}`;
  });
}

module.exports = { NESTED, nest, withReferences };

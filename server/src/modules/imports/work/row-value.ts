type Node = Record<string, unknown>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What stands at a path of a row; at 'names.*' the members that no other of `paths` names; undefined where nothing does. */
export function valueAt(row: unknown, path: string, paths: readonly string[]): unknown {
  const [parent, name] = split(path)
  const node = parent.reduce<unknown>((at, step) => (isNode(at) ? at[step] : undefined), row)
  if (!isNode(node)) return undefined
  if (name !== '*') return node[name]
  if ('*' in node) return node['*']
  const named = new Set(siblings(path, paths))
  const rest = Object.entries(node).filter(([member]) => !named.has(member))
  return rest.length === 0 ? undefined : Object.fromEntries(rest)
}

/** A copy of a row with a value at a path, or without it; what is left empty goes as well. */
export function withValue(row: Node, path: string, value: unknown, paths: readonly string[]): Node {
  const [parent, name] = split(path)
  return put(row, parent, (node) => {
    if (name !== '*') return withMember(node, name, value)
    const named = new Set(siblings(path, paths))
    const kept = Object.fromEntries(Object.entries(node).filter(([member]) => named.has(member)))
    return isNode(value) ? { ...value, ...kept } : withMember(kept, '*', value)
  })
}

const put = (node: Node, [step, ...rest]: readonly string[], change: (node: Node) => Node): Node => {
  if (step === undefined) return change(node)
  const inner = node[step]
  const changed = put(isNode(inner) ? inner : {}, rest, change)
  return withMember(node, step, Object.keys(changed).length === 0 ? undefined : changed)
}

const withMember = (node: Node, name: string, value: unknown): Node => {
  const { [name]: _before, ...rest } = node
  return value === undefined ? rest : { ...rest, [name]: value }
}

const split = (path: string): [parent: string[], name: string] => {
  const steps = path.split('.')
  return [steps.slice(0, -1), steps.at(-1) ?? '']
}

const siblings = (path: string, paths: readonly string[]): string[] => {
  const start = path.slice(0, -1)
  return paths
    .filter((other) => other !== path && other.startsWith(start))
    .map((other) => other.slice(start.length).split('.')[0] ?? '')
}

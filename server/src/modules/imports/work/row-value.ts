type Node = Record<string, unknown>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where a column's value stands in a row. `named`: beside 'names.*', the members that have columns of their own. */
export type Place = { path: string; parent: readonly string[]; name: string; named: ReadonlySet<string> }

/** A path as it is used for every row; `paths` are those of all columns. */
export function placeOf(path: string, paths: readonly string[]): Place {
  const steps = path.split('.')
  const name = steps.at(-1) ?? ''
  return { path, parent: steps.slice(0, -1), name, named: new Set(name === '*' ? siblings(path, paths) : []) }
}

/** What stands at a place of a row; at 'names.*' the members that no other column names; undefined where nothing does. */
export function valueAt(row: unknown, { parent, name, named }: Place): unknown {
  let node = row
  for (const step of parent) node = isNode(node) ? node[step] : undefined
  if (!isNode(node)) return undefined
  if (name !== '*') return node[name]
  if ('*' in node) return node['*']
  const rest = Object.entries(node).filter(([member]) => !named.has(member))
  return rest.length === 0 ? undefined : Object.fromEntries(rest)
}

/** A copy of a row with other values at some places, or without them; what is left empty goes as well. */
export function withValues(row: Node, values: Iterable<readonly [place: Place, value: unknown]>): Node {
  const copy = copyOf(row)
  for (const [place, value] of values) put(copy, place, value)
  return copy
}

const copyOf = (node: Node): Node =>
  Object.fromEntries(Object.entries(node).map(([name, value]) => [name, isNode(value) ? copyOf(value) : value]))

function put(row: Node, place: Place, value: unknown): void {
  const holders: Node[] = []
  let node = row
  for (const step of place.parent) {
    holders.push(node)
    const inner = node[step]
    if (!isNode(inner) && value === undefined) return
    node = isNode(inner) ? inner : {}
  }
  let changed = putMember(node, place, value)
  for (const step of place.parent.toReversed()) {
    const holder = holders.pop() ?? row
    if (Object.keys(changed).length > 0) holder[step] = changed
    else delete holder[step]
    changed = holder
  }
}

function putMember(node: Node, { name, named }: Place, value: unknown): Node {
  if (name === '*') {
    const kept = Object.fromEntries(Object.entries(node).filter(([member]) => named.has(member)))
    if (isNode(value)) return { ...value, ...kept }
    return value === undefined ? kept : { ...kept, '*': value }
  }
  if (value === undefined) delete node[name]
  else node[name] = value
  return node
}

const siblings = (path: string, paths: readonly string[]): string[] => {
  const start = path.slice(0, -1)
  return paths
    .filter((other) => other !== path && other.startsWith(start))
    .map((other) => other.slice(start.length).split('.')[0] ?? '')
}

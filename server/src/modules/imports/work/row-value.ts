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

/** A copy of a row with other values at some columns' places, or without them; what is left empty goes as well. */
export function withValues(row: Node, columns: readonly { place: Place }[], values: readonly unknown[]): Node {
  const copy = copyOf(row)
  for (let at = 0; at < columns.length; at += 1) {
    const place = columns[at]?.place
    if (place !== undefined) put(copy, place, values[at])
  }
  return copy
}

const copyOf = (node: Node): Node =>
  Object.fromEntries(Object.entries(node).map(([name, value]) => [name, isNode(value) ? copyOf(value) : value]))

/** The node with the value at its place; `depth`: so many steps of the way to it lie behind. */
function put(node: Node, place: Place, value: unknown, depth = 0): Node {
  const step = place.parent[depth]
  if (step === undefined) return putMember(node, place, value)
  const inner = node[step]
  if (!isNode(inner) && value === undefined) return node
  const changed = put(isNode(inner) ? inner : {}, place, value, depth + 1)
  if (isEmpty(changed)) delete node[step]
  else node[step] = changed
  return node
}

const isEmpty = (node: Node): boolean => {
  for (const _member in node) return false
  return true
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

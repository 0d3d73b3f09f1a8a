/** Cycles in a graph of waits. */

/**
 * For each node on a cycle that is on none of those found before, the shortest cycle through it; of several, the
 * one through the earliest nodes. Nodes on no cycle are left out beforehand: a chain of a million waits is walked
 * once.
 *
 * @param all in the order in which cycles are searched for; each cycle begins with the first of its nodes
 * @param successors what a node waits for, of these, in order
 */
export function cyclesOf<Node>(
  all: readonly Node[],
  successors: (node: Node) => readonly Node[],
): Node[][] {
  const knots = between(all, successors)
  const places = new Map([...knots].map((knot, place) => [knot, place]))
  const named = new Set<Node>()
  const cycles: Node[][] = []
  for (const node of knots) {
    if (named.has(node)) continue
    const cycle = shortest(node, successors, knots)
    for (const one of cycle) named.add(one)
    if (cycle.length > 0) cycles.push(rotated(cycle, (one) => places.get(one) ?? 0))
  }
  return cycles
}

/** The nodes that are on a cycle, or between two: no other has both a predecessor and a successor. */
function between<Node>(
  all: readonly Node[],
  successors: (node: Node) => readonly Node[],
): ReadonlySet<Node> {
  const predecessors = new Map<Node, Node[]>(all.map((node) => [node, []]))
  for (const node of all) for (const next of successors(node)) predecessors.get(next)?.push(node)
  const left = new Set(all)
  trim(left, successors, (node) => predecessors.get(node) ?? [])
  trim(left, (node) => predecessors.get(node) ?? [], successors)
  return left
}

/** Removes nodes without a successor, until there are none. */
function trim<Node>(
  left: Set<Node>,
  after: (node: Node) => readonly Node[],
  before: (node: Node) => readonly Node[],
): void {
  const counts = new Map<Node, number>()
  for (const node of left) counts.set(node, after(node).filter((next) => left.has(next)).length)
  const ends = [...left].filter((node) => counts.get(node) === 0)
  for (const end of ends) {
    left.delete(end)
    for (const node of before(end)) {
      const count = (counts.get(node) ?? 0) - 1
      counts.set(node, count)
      if (count === 0 && left.has(node)) ends.push(node)
    }
  }
}

/** The shortest path from a node back to itself; empty if there is none. */
function shortest<Node>(
  start: Node,
  successors: (node: Node) => readonly Node[],
  within: ReadonlySet<Node>,
): Node[] {
  const cameFrom = new Map<Node, Node | undefined>([[start, undefined]])
  const queue = [start]
  for (const node of queue) {
    const next = successors(node)
    if (next.includes(start)) return wayTo(node, cameFrom)
    for (const one of next) {
      if (!within.has(one) || cameFrom.has(one)) continue
      cameFrom.set(one, node)
      queue.push(one)
    }
  }
  return []
}

function wayTo<Node>(end: Node, cameFrom: ReadonlyMap<Node, Node | undefined>): Node[] {
  const way: Node[] = []
  for (let node: Node | undefined = end; node !== undefined; node = cameFrom.get(node))
    way.push(node)
  return way.toReversed()
}

/** The same cycle, from its earliest node on. */
function rotated<Node>(cycle: readonly Node[], placeOf: (node: Node) => number): Node[] {
  const places = cycle.map(placeOf)
  const at = places.indexOf(places.reduce((first, place) => Math.min(first, place)))
  return [...cycle.slice(at), ...cycle.slice(0, at)]
}

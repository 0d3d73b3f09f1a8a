/** The identifiers of the code. */

/** Reserved: the words of the language, and the identifiers that the code itself uses. */
const TAKEN = [
  'arguments await break case catch class const continue debugger default delete do else enum eval',
  'export extends false finally for function if implements import in instanceof interface let new null',
  'package private protected public return static super switch this throw true try typeof undefined var',
  'void while with yield',
  'attempt console loop notified notify nth Error Future Loop Map Number Promise String Symbol Task Coroutine',
  'all allSettled any group race scoped shield sleep spawned timeout',
  'Barrier Condition Event Group Lock Queue Semaphore',
].flatMap((line) => line.split(' '))

export class Names {
  /** The identifier of each name. */
  readonly #identifiers = new Map<string, string>()
  readonly #taken = new Set(TAKEN)
  /** The names to import. */
  readonly #imports = new Set<string>()
  readonly #types = new Set<string>()

  /** `Add X` becomes `addX`, and in the role of its value `addXValue`. */
  identifier(name: string, role = ''): string {
    const key = `${name} ${role}`
    const known = this.#identifiers.get(key)
    if (known !== undefined) return known
    const [first = '', ...rest] = name.split(' ')
    const words = rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    let id = first.charAt(0).toLowerCase() + first.slice(1) + words.join('') + role
    while (this.#taken.has(id)) id += '_'
    this.#taken.add(id)
    this.#identifiers.set(key, id)
    return id
  }

  /** A name that the package exports. */
  imported(name: string): string {
    this.#imports.add(name)
    return name
  }

  /** A type that the package exports. */
  type(name: string): string {
    this.#types.add(name)
    return name
  }

  importLine(): string {
    const types = [...this.#types].filter((name) => !this.#imports.has(name)).toSorted()
    const names = [...[...this.#imports].toSorted(), ...types.map((name) => `type ${name}`)]
    return `import { ${names.join(', ')} } from 'looplaw'`
  }
}

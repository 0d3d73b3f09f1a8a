/** `looplaw completion`: a script for a shell, derived from the commands, so that it needs no process for each key. */

import { Argument, type Command, type Option } from 'commander'
import { say } from './say.ts'
import { quoted } from './shell.ts'

/** A word that may stand there, and what it is. */
export type Word = readonly [word: string, about: string]

interface Flag {
  /** `--output`, `-o`. */
  readonly names: readonly string[]
  readonly about: string
  /** The values that it may have; none: any, a file perhaps; undefined: it has no value. */
  readonly values: readonly string[] | undefined
}

interface Table {
  /** Empty for what stands before a command. */
  readonly name: string
  readonly about: string
  readonly flags: readonly Flag[]
  /** What its first argument may be; none: a file. */
  readonly words: readonly Word[]
}

/**
 * Adds the command to a command line that has all others.
 *
 * @param known by command, the words that its argument may be, if a check of them is not the parser's
 */
export function addCompletion(
  cli: Command,
  known: Readonly<Record<string, readonly Word[]>>,
): void {
  cli
    .command('completion')
    .summary('print a script that completes commands in a shell')
    .description('Prints a script that completes commands, their options and the ids of clauses.')
    .addArgument(new Argument('<shell>', 'which').choices(Object.keys(SCRIPTS)))
    .addHelpText(
      'after',
      `
Exit status: 0, or 2 if there is no script for the shell.

Examples:
  $ source <(looplaw completion bash)                                      in ~/.bashrc
  $ source <(looplaw completion zsh)                                       in ~/.zshrc, after compinit
  $ looplaw completion fish > ~/.config/fish/completions/looplaw.fish`,
    )
    .action((shell: string) => {
      const own = cli.commands.map((command): Word => [command.name(), command.summary()])
      const tables = [
        tableOf(cli, '', own),
        ...cli.commands.map((command) => {
          const name = command.name()
          return tableOf(command, name, name === 'help' ? own : known[name])
        }),
      ]
      say(...(SCRIPTS[shell]?.(cli.name(), tables) ?? []))
    })
}

function tableOf(command: Command, name: string, known: readonly Word[] = []): Table {
  const choices = command.registeredArguments[0]?.argChoices ?? []
  return {
    name,
    about: command.summary(),
    flags: command.createHelp().visibleOptions(command).map(flagOf),
    words: [...known, ...choices.map((choice): Word => [choice, ''])],
  }
}

function flagOf({ argChoices, description, long, optional, required, short }: Option): Flag {
  return {
    names: [long, short].flatMap((name) => name ?? []),
    about: description,
    values: required || optional ? (argChoices ?? []) : undefined,
  }
}

type Script = (cli: string, tables: readonly Table[]) => readonly string[]

const SCRIPTS: Readonly<Record<string, Script>> = { bash, zsh, fish }

/** `check:--seed|check:--runs` for a branch, by what its flags have in common. */
function patterns(
  tables: readonly Table[],
  isMeant: (values: readonly string[]) => boolean,
): readonly (readonly [pattern: string, values: readonly string[]])[] {
  return tables.flatMap(({ flags, name }) =>
    flags.flatMap(({ names, values }) =>
      values === undefined || !isMeant(values)
        ? []
        : [[names.map((flag) => `${name}:${flag}`).join('|'), values] as const],
    ),
  )
}

const isChosen = (values: readonly string[]): boolean => values.length > 0
const isFree = (values: readonly string[]): boolean => values.length === 0

/** What bash finds, as one text. */
function inBash(words: readonly string[]): string {
  return `found=${quoted(words.join(' '))} ;;`
}

function bash(cli: string, tables: readonly Table[]): readonly string[] {
  const free = patterns(tables, isFree).map(([pattern]) => pattern)
  return [
    `_${cli}() {`,
    '  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= found= at',
    '  COMPREPLY=()',
    '  # A word is divided at its =.',
    '  if [[ $word == = ]]; then word=',
    '  elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi',
    '  for ((at = 1; at < COMP_CWORD; at++)); do',
    '    if [[ ${COMP_WORDS[at]} != -* ]]; then command=${COMP_WORDS[at]}; break; fi',
    '  done',
    '  case $command:$before in',
    ...patterns(tables, isChosen).map(([pattern, values]) => `    ${pattern}) ${inBash(values)}`),
    `    ${free.join('|')}) return ;;`,
    '    *)',
    '      case $command:$word in',
    ...tables.flatMap(({ flags, name, words }) => [
      `        ${name}:-*) ${inBash(flags.flatMap(({ names }) => names))}`,
      ...(words.length === 0 ? [] : [`        ${name}:*) ${inBash(words.map(([word]) => word))}`]),
    ]),
    '      esac ;;',
    '  esac',
    '  COMPREPLY=($(compgen -W "$found" -- "$word"))',
    '}',
    '# Where there is nothing to say, a file.',
    `complete -o default -F _${cli} ${cli}`,
  ]
}

/** What zsh describes. */
function described([word, about]: Word): string {
  return quoted(about === '' ? word : `${word}:${about.replaceAll(':', String.raw`\:`)}`)
}

function zsh(cli: string, tables: readonly Table[]): readonly string[] {
  const free = patterns(tables, isFree).map(([pattern]) => pattern)
  const of = (words: readonly Word[]): string => `found=(${words.map(described).join(' ')}) ;;`
  return [
    `#compdef ${cli}`,
    `_${cli}() {`,
    '  local -a found',
    "  local command='' at",
    '  for ((at = 2; at < CURRENT; at++)); do',
    '    if [[ $words[at] != -* ]]; then command=$words[at]; break; fi',
    '  done',
    '  case $command:$words[CURRENT-1] in',
    ...patterns(tables, isChosen).map(
      ([pattern, values]) => `    (${pattern}) ${of(values.map((value) => [value, '']))}`,
    ),
    `    (${free.join('|')}) _files; return ;;`,
    '    (*)',
    '      case $command:$words[CURRENT] in',
    ...tables.flatMap(({ flags, name, words }) => [
      `        (${name}:-*) ${of(flags.flatMap(({ about, names }) => names.map((flag) => [flag, about] as const)))}`,
      ...(words.length === 0 ? [] : [`        (${name}:*) ${of(words)}`]),
    ]),
    '        (*) _files; return ;;',
    '      esac ;;',
    '  esac',
    `  _describe ${cli} found`,
    '}',
    `if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _${cli} "$@"; else compdef _${cli} ${cli}; fi`,
  ]
}

function inFish(text: string): string {
  return `'${text.replaceAll(/[\\']/gu, (character) => `\\${character}`)}'`
}

function fish(cli: string, tables: readonly Table[]): readonly string[] {
  return tables.flatMap(({ flags, name, words }) => {
    const when = name === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${name}`
    const begin = `complete -c ${cli} -n ${inFish(when)}`
    return [
      ...flags.map(({ about, names, values }) => {
        const called = names.map(
          (flag) => `${flag.startsWith('--') ? '-l' : '-s'} ${flag.replace(/^-+/u, '')}`,
        )
        const value =
          values === undefined
            ? ''
            : values.length === 0
              ? ' -r'
              : ` -x -a ${inFish(values.join(' '))}`
        return `${begin} ${called.join(' ')}${value} -d ${inFish(about)}`
      }),
      ...words.map(([word, about]) => `${begin} -f -a ${inFish(word)} -d ${inFish(about)}`),
    ]
  })
}
